// Screening of candidate points in annealed random carbon at 1.4 g/cm3 (5,000 atoms unless told): candidate energies a
// second on 1 and 2 threads and, with --cuda, on the GPU; the steps before it; and what whole energies would take.
//
//   bench_insert_screening NEP.txt [--atoms 5000] [--candidates 20000] [--repeat 5] [--cuda] [--output results.yaml]
//
// Sodium is inserted when the model knows it, else the model's first element. Candidates: points of a 0.4 A grid at
// least 2.0 A from carbon, as many as asked for, spread evenly over all that are allowed.
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "insert/candidates.h"
#include "insert/cuda_screening.h"
#include "insert/screening.h"
#include "runs/annealed_carbon.h"
#include "runs/clocks.h"
#include "runs/date.h"

namespace {

using namespace nacre;
using bench::median;
using bench::processor_seconds;
using bench::seconds;

struct Options {
  std::string model, output;
  int atoms = 5000, candidates = 20000, repeat = 5, anneal = 200;
  bool cuda = false;
};

struct Points {
  std::vector<Vec3> chosen;
  std::int64_t allowed = 0, grid = 0;
  double field_seconds = 0, choice_seconds = 0;
};

Points find_points(const System& system, int wanted) {
  Points points;
  double start = seconds();
  insert::DistanceField field(system.box, static_cast<int>(system.atoms.species.size()), 0.4, 3.5);
  field.compute(system.atoms);
  points.field_seconds = seconds() - start;
  start = seconds();
  std::vector<double> minimum(system.atoms.species.size(), 3.0);
  for (std::size_t t = 0; t < minimum.size(); ++t)
    if (system.atoms.species[t] == "C") minimum[t] = 2.0;
  const insert::Candidates found = find_candidates(field, {minimum, insert::Reduction::all, 1, 1});
  points.choice_seconds = seconds() - start;
  points.allowed = found.allowed, points.grid = field.points();
  const std::size_t count = std::min<std::size_t>(wanted, found.position.size());
  for (std::size_t i = 0; i < count; ++i) points.chosen.push_back(found.position[i * found.position.size() / count]);
  return points;
}

/// Seconds that two energies of the structure with one atom more take, neighbour list included, single precision.
double full_seconds(Force& force, const System& system, int type, const std::vector<Vec3>& points) {
  Atoms with = system.atoms.clone();
  with.resize(with.size() + 1);
  with.type.back() = type;
  Evaluation out;
  std::vector<double> times;
  for (std::size_t i = 0; i < std::min<std::size_t>(points.size(), 10); ++i) {
    with.position.back() = points[i * points.size() / 10];
    const double start = seconds();
    force.reset();
    force.compute(with, system.box, {}, out);
    times.push_back(seconds() - start);
  }
  return median(times);
}

struct Timing {
  std::string where;
  std::vector<double> prepare, first, rate;  ///< seconds, seconds, candidates/s
  std::vector<double> processor_rate;        ///< candidates a second of processor time
};

/// prepare() and the first call, which makes the tables, count apart.
void time(insert::Screening& screening, const System& system, int type, const std::vector<Vec3>& points, Timing& t) {
  std::vector<double> energy;
  double start = seconds();
  screening.prepare(system.atoms, system.box);
  t.prepare.push_back(seconds() - start);
  start = seconds();
  screening.energies(type, {points[0]}, energy);
  t.first.push_back(seconds() - start);
  start = seconds();
  const double processor_start = processor_seconds();
  screening.energies(type, points, energy);
  t.rate.push_back(static_cast<double>(points.size()) / (seconds() - start));
  t.processor_rate.push_back(static_cast<double>(points.size()) / (processor_seconds() - processor_start));
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Candidate energies per second in random carbon");
  app.add_option("model", o.model, "nep.txt")->required();
  app.add_option("--atoms", o.atoms, "number of carbon atoms");
  app.add_option("--candidates", o.candidates, "number of points");
  app.add_option("--repeat", o.repeat, "repetitions; the median counts");
  app.add_option("--anneal", o.anneal, "steps of 1 fs at 4000 K before");
  app.add_flag("--cuda", o.cuda, "the GPU too");
  app.add_option("--output", o.output, "YAML file");
  CLI11_PARSE(app, argc, argv);

  const auto force = make_force(o.model);
  const System system = bench::annealed_carbon(o.atoms, o.anneal, *force);
  const auto& species = force->species();
  const auto found = std::find(species.begin(), species.end(), "Na");
  const int type = found == species.end() ? 0 : static_cast<int>(found - species.begin());
  const Points points = find_points(system, o.candidates);
  if (points.chosen.empty()) return std::printf("no room for candidates\n"), 1;
  std::printf("%d atoms, %lld of %lld grid points allowed (field %.3f s, choice %.3f s), %zu screened for %s\n",
              o.atoms, static_cast<long long>(points.allowed), static_cast<long long>(points.grid),
              points.field_seconds, points.choice_seconds, points.chosen.size(), species[type].c_str());

  std::vector<Timing> timings{{"1 thread", {}, {}, {}, {}}, {"2 threads", {}, {}, {}, {}}};
  const auto cpu = insert::make_screening(o.model);
  // Repetitions take turns, so that a slow spell of the machine hits them alike.
  for (int r = 0; r < o.repeat; ++r)
    for (int threads : {1, 2}) {
      set_threads(threads);
      time(*cpu, system, type, points.chosen, timings[threads - 1]);
    }
  if (o.cuda) {
    set_threads(0);
    timings.push_back({cuda_devices().empty() ? "emulated GPU" : cuda_devices()[0], {}, {}, {}, {}});
    const auto gpu = insert::make_cuda_screening(o.model);
    for (int r = 0; r < o.repeat; ++r) time(*gpu, system, type, points.chosen, timings.back());
  }
  set_threads(2);
  const double whole = full_seconds(*force, system, type, points.chosen);

  YAML::Emitter y;
  y << YAML::BeginMap << YAML::Key << "benchmark" << YAML::Value << "insert_screening" << YAML::Key << "date"
    << YAML::Value << bench::date() << YAML::Key << "simd" << YAML::Value << std::string(simd_target_name());
  y << YAML::Key << "atoms" << YAML::Value << o.atoms << YAML::Key << "grid_points" << YAML::Value << points.grid
    << YAML::Key << "allowed" << YAML::Value << points.allowed << YAML::Key << "screened" << YAML::Value
    << points.chosen.size();
  y << YAML::Key << "field_seconds" << YAML::Value << points.field_seconds << YAML::Key
    << "full_energy_seconds_2_threads" << YAML::Value << whole << YAML::Key << "runs" << YAML::Value << YAML::BeginSeq;
  for (const Timing& t : timings) {
    std::printf(
        "%-12s %.3e candidates/s (%.3e .. %.3e; %.3e a second of processor time); prepare %.3f s, tables %.3f s; whole "
        "energies on 2 threads %.1f/s: "
        "%.0f times\n",
        t.where.c_str(), median(t.rate), *std::min_element(t.rate.begin(), t.rate.end()),
        *std::max_element(t.rate.begin(), t.rate.end()), median(t.processor_rate), median(t.prepare), median(t.first),
        1 / whole, median(t.rate) * whole);
    y << YAML::BeginMap << YAML::Key << "where" << YAML::Value << t.where << YAML::Key << "candidates_per_second"
      << YAML::Value << median(t.rate) << YAML::Key << "all" << YAML::Value << YAML::Flow << t.rate << YAML::Key
      << "candidates_per_processor_second" << YAML::Value << median(t.processor_rate) << YAML::Key << "prepare_seconds"
      << YAML::Value << median(t.prepare) << YAML::Key << "tables_seconds" << YAML::Value << median(t.first)
      << YAML::EndMap;
  }
  y << YAML::EndSeq << YAML::EndMap;
  if (!o.output.empty()) std::ofstream(o.output) << y.c_str() << "\n";
}
