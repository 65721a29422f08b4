// Whole NEP steps on random carbon at 1.4 g/cm3 (5,000 atoms unless told), neighbour rebuilds included, on 1 and 2
// threads, against the fused-multiply-add peak of one core measured in the same run.
//
//   bench_nep_speed NEP.txt [--atoms 5000] [--steps 200] [--repeat 5] [--output results.yaml]
//
// Work an atom-step: 50 thousand multiply-adds for the general carbon model (98 radial, 19 angular neighbours: 37 for
// contracted sums, invariants and network, 13 for the geometry of the pairs), counted as 1e5 FLOP.

#include <algorithm>
#include <cmath>

#include "build/random_structure.h"
#include "core/units.h"
#include "device/parallel.h"
#include "force/force.h"
#include "integrate/dynamics.h"
#include "integrate/steps.h"
#include "integrate/velocity.h"
#include "runs/driver.h"
#include "runs/fma_peak.h"

namespace {

using namespace nacre;
using bench::seconds;

constexpr double flop_per_atom_step = 1e5;

struct Options {
  std::string model, output;
  int atoms = 5000, steps = 200, repeat = 5;
};

struct Timing {
  int threads = 1;
  std::vector<double> speeds;  // atom-steps/s of each repetition
  double neighbor_share = 0, rebuild_every = 0, bytes_per_atom = 0;
  double median() const { return bench::median(speeds); }
};

class Bench {
 public:
  explicit Bench(const Options& o) : options_(o), force_(make_force(o.model)) {
    const double edge = 41.4 * std::cbrt(o.atoms / 5000.0);
    Structure s = random_structure({{"C"}, {o.atoms}, {edge, edge, edge}, 1.2, 1});
    system_.atoms = std::move(s.atoms);
    system_.box = s.box;
    system_.seed = 1;
    system_.atoms.use_species(force_->species());
    initialize_velocities(system_.atoms, 4000, 1, {});
    run(nullptr);  // away from the random start
  }

  /// One timing for each number of threads. Repetitions take turns, so that a slow spell of the machine hits them
  /// alike.
  std::vector<Timing> time(const std::vector<int>& thread_counts) {
    std::vector<Timing> timings;
    timings.reserve(thread_counts.size());
    for (const int threads : thread_counts) timings.push_back({threads, {}, 0, 0, 0});
    for (int r = 0; r < options_.repeat; ++r)
      for (Timing& t : timings) {
        set_threads(t.threads);
        run(&t);
      }
    for (Timing& t : timings) t.bytes_per_atom = static_cast<double>(force_->neighbor_counts().bytes) / options_.atoms;
    return timings;
  }

 private:
  void run(Timing* timing) {
    const Words line("bench", 1, {"ensemble", "nvt_bdp", "4000", "4000", "100"});
    const auto ensemble = make_ensemble(line);
    Dynamics d{system_, force_.get(), now_, 1.0 / units::fs_per_time, {}, 0, options_.steps, {}};
    force(d);
    ensemble->start(d);
    const NeighborCounts before = force_->neighbor_counts();
    const double begin = seconds();
    for (; d.step_in_run < options_.steps; ++d.step_in_run, ++system_.step) ensemble->step(d);
    const double wall = seconds() - begin;
    if (timing == nullptr) return;
    const NeighborCounts after = force_->neighbor_counts();
    timing->speeds.push_back(static_cast<double>(options_.atoms) * options_.steps / wall);
    timing->neighbor_share = (after.seconds - before.seconds) / wall;
    timing->rebuild_every = static_cast<double>(options_.steps) / std::max(1L, after.rebuilds - before.rebuilds);
  }

  Options options_;
  std::unique_ptr<Force> force_;
  System system_;
  Evaluation now_;
};

void put(bench::Report& report, const Timing& t, double peak) {
  const double share = t.median() * flop_per_atom_step / (peak * t.threads);
  std::printf(
      "%d thread(s): %.3e atom-steps/s (median of %zu; %.3e .. %.3e), %.1f %% of the FMA peak, rebuild every %.1f "
      "steps, neighbour lists %.1f %%\n",
      t.threads, t.median(), t.speeds.size(), *std::min_element(t.speeds.begin(), t.speeds.end()),
      *std::max_element(t.speeds.begin(), t.speeds.end()), 100 * share, t.rebuild_every, 100 * t.neighbor_share);
  report.begin_map();
  report.put("threads", t.threads);
  report.put("atom_steps_per_second", t.median());
  report.put_list("all", t.speeds);
  report.put("share_of_fma_peak", share);
  report.put("steps_per_rebuild", t.rebuild_every);
  report.put("neighbor_share", t.neighbor_share);
  report.end_map();
}

void run(const Options& o) {
  Bench bench(o);
  double peak = bench::fma_peak();
  const std::vector<Timing> timings = bench.time({1, 2});
  peak = std::max(peak, bench::fma_peak());
  std::printf("SIMD %s, FMA peak of one core %.1f GFLOP/s\n", std::string(simd_target_name()).c_str(), peak / 1e9);
  bench::Report report("nep_speed");
  report.put_simd();
  report.put("atoms", o.atoms);
  report.put("steps", o.steps);
  report.put("fma_peak_flops_per_core", peak);
  report.put("flop_per_atom_step", flop_per_atom_step);
  report.put("force_bytes_per_atom", timings.back().bytes_per_atom);
  report.begin_list("runs");
  for (const Timing& t : timings) put(report, t, peak);
  report.end_list();
  std::printf("2 threads / 1 thread: %.2f; force and lists %.0f bytes an atom\n",
              timings[1].median() / timings[0].median(), timings[1].bytes_per_atom);
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Whole NEP steps per second on random carbon");
  app.add_option("model", o.model, "nep.txt")->required();
  app.add_option("--atoms", o.atoms, "number of carbon atoms");
  app.add_option("--steps", o.steps, "steps a repetition");
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { run(o); });
}
