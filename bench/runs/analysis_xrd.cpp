// Pair histograms: g(r) to 10 A of random carbon (1,000,000 atoms at 1.4 g/cm3 unless told), its X-ray pattern by the
// structure factor with a fast Fourier transform (fft), and the X-ray pattern of a structure file by Debye's formula
// (xrd: pairs to 20 A, 4,001 angles), on 1 and 2 threads; where there is a GPU, the random carbon there too.
//
//   bench_analysis_xrd [STRUCTURE.xyz] [--atoms 1000000] [--repeat 5] [--output results.yaml]
//
// Wall and processor time: the second is what an idle machine would take on one thread. Processor time of the busiest
// of two threads: about what it would take on two.
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>

#include "analysis/diffraction/cuda_fourier_sums.h"
#include "analysis/diffraction/debye.h"
#include "analysis/diffraction/structure_factor.h"
#include "analysis/pairs/cuda_pair_histogram.h"
#include "analysis/pairs/rdf.h"
#include "build/random_structure.h"
#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "io/extxyz.h"
#include "runs/clocks.h"
#include "runs/date.h"

namespace {

using namespace nacre;
using bench::median;
using bench::processor_seconds;
using bench::seconds;

struct Timing {
  std::string what;
  int threads;
  std::vector<double> wall, processor, busiest;
};

double main_thread_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void time(Timing& t, const std::function<void()>& body) {
  set_threads(t.threads);
  const double w = seconds(), p = processor_seconds(), m = main_thread_seconds();
  body();
  const double all = processor_seconds() - p, mine = main_thread_seconds() - m;
  t.wall.push_back(seconds() - w), t.processor.push_back(all);
  t.busiest.push_back(std::max(mine, (all - mine) / std::max(t.threads - 1, 1)));
}

void pattern(const Atoms& atoms, const Box& box, double r_max, MakePairHistogram histogram) {
  DebyeSettings settings;
  settings.r_max = r_max, settings.histogram = histogram;
  Debye debye(settings);
  debye.add(atoms, box);
  if (!(debye.pattern().intensity[0] > 0)) std::abort();
}

/// The structure factor by transform, sigma 6 / L.
void factor(const Structure& s, FourierNodeSums fourier) {
  StructureFactor sums({}, 0, Summation::fourier, fourier);
  sums.add(s.atoms, s.box);
  if (!(sums.pattern().intensity[0] > 0)) std::abort();
}

void distribution(const Structure& s, MakePairHistogram histogram) {
  Rdf rdf({10, 500, 5, histogram});
  rdf.add(s.atoms, s.box);
  if (!(rdf.total().coordination.back() > 0)) std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  std::string file, output;
  int atoms = 1000000, repeat = 5;
  CLI::App app("Speed of g(r) and of X-ray patterns");
  app.add_option("structure", file, "extended XYZ file for the X-ray pattern");
  app.add_option("--atoms", atoms, "random carbon atoms for g(r) and the transform");
  app.add_option("--repeat", repeat, "repetitions; the median counts");
  app.add_option("--output", output, "YAML file");
  CLI11_PARSE(app, argc, argv);

  const double edge = 41.4 * std::cbrt(atoms / 5000.0);
  const Structure random = random_structure({{"C"}, {atoms}, {edge, edge, edge}, 1.2, 1});
  std::vector<Timing> timings{
      {"rdf", 1, {}, {}, {}}, {"rdf", 2, {}, {}, {}}, {"fft", 1, {}, {}, {}}, {"fft", 2, {}, {}, {}}};
  Frame frame;
  if (!file.empty()) {
    frame = read_frame(file);
    timings.push_back({"xrd", 1, {}, {}, {}}), timings.push_back({"xrd", 2, {}, {}, {}});
  }
  if (!cuda_devices().empty())
    for (const char* what : {"rdf on the GPU", "fft on the GPU", "debye to 60 A on the GPU"})
      timings.push_back({what, threads(), {}, {}, {}});
  // Repetitions take turns, so that a slow spell of the machine hits them alike.
  for (int r = 0; r < repeat; ++r)
    for (Timing& t : timings)
      time(t, [&] {
        if (t.what == "rdf") distribution(random, pair_histogram);
        if (t.what == "fft") factor(random, fourier_node_sums);
        if (t.what == "xrd") pattern(frame.atoms, frame.box, 20, pair_histogram);
        if (t.what == "rdf on the GPU") distribution(random, cuda_pair_histogram);
        if (t.what == "fft on the GPU") factor(random, cuda_fourier_node_sums);
        if (t.what == "debye to 60 A on the GPU") pattern(random.atoms, random.box, 60, cuda_pair_histogram);
      });

  YAML::Emitter y;
  y << YAML::BeginMap << YAML::Key << "benchmark" << YAML::Value << "analysis_xrd" << YAML::Key << "date" << YAML::Value
    << bench::date() << YAML::Key << "simd" << YAML::Value << std::string(simd_target_name()) << YAML::Key
    << "rdf_atoms" << YAML::Value << atoms << YAML::Key << "xrd_atoms" << YAML::Value << frame.atoms.size();
  double load[1] = {0};
  getloadavg(load, 1);
  y << YAML::Key << "load" << YAML::Value << load[0] << YAML::Key << "runs" << YAML::Value << YAML::BeginSeq;
  for (const Timing& t : timings) {
    std::printf("%s, %d thread(s): %.3f s (%.3f .. %.3f), processor %.3f s, busiest thread %.3f s\n", t.what.c_str(),
                t.threads, median(t.wall), *std::min_element(t.wall.begin(), t.wall.end()),
                *std::max_element(t.wall.begin(), t.wall.end()), median(t.processor), median(t.busiest));
    y << YAML::BeginMap << YAML::Key << "what" << YAML::Value << t.what << YAML::Key << "threads" << YAML::Value
      << t.threads << YAML::Key << "seconds" << YAML::Value << median(t.wall) << YAML::Key << "all" << YAML::Value
      << YAML::Flow << t.wall << YAML::Key << "processor_seconds" << YAML::Value << median(t.processor) << YAML::Key
      << "busiest_thread_seconds" << YAML::Value << median(t.busiest) << YAML::EndMap;
  }
  y << YAML::EndSeq << YAML::EndMap;
  std::printf("load %.1f\n", load[0]);
  if (!output.empty()) std::ofstream(output) << y.c_str() << "\n";
}
