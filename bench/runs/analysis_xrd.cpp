// Pair histograms: g(r) to 10 A of random carbon (1,000,000 atoms at 1.4 g/cm3 unless told), its X-ray pattern by the
// structure factor with a fast Fourier transform (fft), and the X-ray pattern of a structure file by Debye's formula
// (xrd: pairs to 20 A, 4,001 angles), on 1 and 2 threads; where there is a GPU, the random carbon there too.
//
//   bench_analysis_xrd [STRUCTURE.xyz] [--atoms 1000000] [--repeat 5] [--output results.yaml]
//
// Wall and processor time: the second is what an idle machine would take on one thread. Processor time of the busiest
// of two threads: about what it would take on two.

#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/diffraction/cuda_fourier_sums.h"
#include "analysis/diffraction/debye.h"
#include "analysis/diffraction/structure_factor.h"
#include "analysis/pairs/cuda_pair_histogram.h"
#include "analysis/pairs/rdf.h"
#include "build/random_structure.h"
#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "runs/driver.h"

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

void time(Timing& t, const std::function<void()>& body) {
  set_threads(t.threads);
  const double w = seconds(), p = processor_seconds(), m = bench::thread_seconds();
  body();
  const double all = processor_seconds() - p, mine = bench::thread_seconds() - m;
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
  Rdf rdf({10, 500, 5, 1, histogram});
  rdf.add(s.atoms, s.box);
  if (!(rdf.total().coordination.back() > 0)) std::abort();
}

struct Options {
  std::string file, output;
  int atoms = 1000000, repeat = 5;
};

std::vector<Timing> wanted(const Options& o) {
  std::vector<Timing> timings;
  for (const char* what : {"rdf", "fft", "xrd"})
    for (const int count : {1, 2})
      if (what != std::string("xrd") || !o.file.empty()) timings.push_back({what, count, {}, {}, {}});
  if (!cuda_devices().empty())
    for (const char* what : {"rdf on the GPU", "fft on the GPU", "debye to 60 A on the GPU"})
      timings.push_back({what, threads(), {}, {}, {}});
  return timings;
}

void put(bench::Report& report, const Timing& t) {
  std::printf("%s, %d thread(s): %.3f s (%.3f .. %.3f), processor %.3f s, busiest thread %.3f s\n", t.what.c_str(),
              t.threads, median(t.wall), *std::min_element(t.wall.begin(), t.wall.end()),
              *std::max_element(t.wall.begin(), t.wall.end()), median(t.processor), median(t.busiest));
  report.begin_map();
  report.put("what", t.what);
  report.put("threads", t.threads);
  report.put("seconds", median(t.wall));
  report.put_list("all", t.wall);
  report.put("processor_seconds", median(t.processor));
  report.put("busiest_thread_seconds", median(t.busiest));
  report.end_map();
}

void run(const Options& o) {
  const double edge = 41.4 * std::cbrt(o.atoms / 5000.0);
  const Structure random = random_structure({{"C"}, {o.atoms}, {edge, edge, edge}, 1.2, 1});
  std::vector<Timing> timings = wanted(o);
  Frame frame;
  if (!o.file.empty()) frame = read_frame(o.file);
  // Repetitions take turns, so that a slow spell of the machine hits them alike.
  for (int r = 0; r < o.repeat; ++r)
    for (Timing& t : timings)
      time(t, [&] {
        if (t.what == "rdf") distribution(random, pair_histogram);
        if (t.what == "fft") factor(random, fourier_node_sums);
        if (t.what == "xrd") pattern(frame.atoms, frame.box, 20, pair_histogram);
        if (t.what == "rdf on the GPU") distribution(random, cuda_pair_histogram);
        if (t.what == "fft on the GPU") factor(random, cuda_fourier_node_sums);
        if (t.what == "debye to 60 A on the GPU") pattern(random.atoms, random.box, 60, cuda_pair_histogram);
      });
  bench::Report report("analysis_xrd");
  const double load = bench::load_average();
  report.put_simd();
  report.put("rdf_atoms", o.atoms);
  report.put("xrd_atoms", frame.atoms.size());
  report.put("load", load);
  report.begin_list("runs");
  for (const Timing& t : timings) put(report, t);
  report.end_list();
  std::printf("load %.1f\n", load);
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Speed of g(r) and of X-ray patterns");
  app.add_option("structure", o.file, "extended XYZ file for the X-ray pattern");
  app.add_option("--atoms", o.atoms, "random carbon atoms for g(r) and the transform");
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
