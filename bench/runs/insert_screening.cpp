// Screening of candidate points in annealed random carbon at 1.4 g/cm3 (5,000 atoms unless told): candidate energies a
// second on 1 and 2 threads and, with --cuda, on the GPU; the steps before it; and what whole energies would take.
//
//   bench_insert_screening NEP.txt [--atoms 5000] [--candidates 20000] [--repeat 5] [--cuda] [--output results.yaml]
//
// Sodium is inserted when the model knows it, else the model's first element. Candidates: points of a 0.4 A grid at
// least 2.0 A from carbon, as many as asked for, spread evenly over all that are allowed.

#include <algorithm>
#include <cmath>

#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "insert/candidates.h"
#include "insert/cuda_screening.h"
#include "insert/screening.h"
#include "runs/annealed_carbon.h"
#include "runs/driver.h"

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

/// Repetitions take turns, so that a slow spell of the machine hits them alike.
std::vector<Timing> measure(const Options& o, const System& system, int type, const std::vector<Vec3>& points) {
  std::vector<Timing> timings{{"1 thread", {}, {}, {}, {}}, {"2 threads", {}, {}, {}, {}}};
  const auto cpu = insert::make_screening(o.model);
  for (int r = 0; r < o.repeat; ++r)
    for (int threads : {1, 2}) {
      set_threads(threads);
      time(*cpu, system, type, points, timings[threads - 1]);
    }
  if (!o.cuda) return timings;
  set_threads(0);
  timings.push_back({cuda_devices().empty() ? "emulated GPU" : cuda_devices()[0], {}, {}, {}, {}});
  const auto gpu = insert::make_cuda_screening(o.model);
  for (int r = 0; r < o.repeat; ++r) time(*gpu, system, type, points, timings.back());
  return timings;
}

/// `whole`: seconds of a whole energy.
void put(bench::Report& report, const Timing& t, double whole) {
  std::printf(
      "%-12s %.3e candidates/s (%.3e .. %.3e; %.3e a second of processor time); prepare %.3f s, tables %.3f s; whole "
      "energies on 2 threads %.1f/s: "
      "%.0f times\n",
      t.where.c_str(), median(t.rate), *std::min_element(t.rate.begin(), t.rate.end()),
      *std::max_element(t.rate.begin(), t.rate.end()), median(t.processor_rate), median(t.prepare), median(t.first),
      1 / whole, median(t.rate) * whole);
  report.begin_map();
  report.put("where", t.where);
  report.put("candidates_per_second", median(t.rate));
  report.put_list("all", t.rate);
  report.put("candidates_per_processor_second", median(t.processor_rate));
  report.put("prepare_seconds", median(t.prepare));
  report.put("tables_seconds", median(t.first));
  report.end_map();
}

void run(const Options& o) {
  const auto force = make_force(o.model);
  const System system = bench::annealed_carbon(o.atoms, o.anneal, *force);
  const auto& species = force->species();
  const auto found = std::find(species.begin(), species.end(), "Na");
  const int type = found == species.end() ? 0 : static_cast<int>(found - species.begin());
  const Points points = find_points(system, o.candidates);
  if (points.chosen.empty()) throw Error("no room for candidates", Error::Kind::failed);
  std::printf("%d atoms, %lld of %lld grid points allowed (field %.3f s, choice %.3f s), %zu screened for %s\n",
              o.atoms, static_cast<long long>(points.allowed), static_cast<long long>(points.grid),
              points.field_seconds, points.choice_seconds, points.chosen.size(), species[type].c_str());
  const std::vector<Timing> timings = measure(o, system, type, points.chosen);
  set_threads(2);
  const double whole = full_seconds(*force, system, type, points.chosen);
  bench::Report report("insert_screening");
  report.put_simd();
  report.put("atoms", o.atoms);
  report.put("grid_points", points.grid);
  report.put("allowed", points.allowed);
  report.put("screened", points.chosen.size());
  report.put("field_seconds", points.field_seconds);
  report.put("full_energy_seconds_2_threads", whole);
  report.begin_list("runs");
  for (const Timing& t : timings) put(report, t, whole);
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Candidate energies per second in random carbon");
  app.add_option("model", o.model, "nep.txt")->required();
  app.add_option("--atoms", o.atoms, "number of carbon atoms");
  app.add_option("--candidates", o.candidates, "number of points");
  app.add_option("--anneal", o.anneal, "steps of 1 fs at 4000 K before");
  app.add_flag("--cuda", o.cuda, "the GPU too");
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
