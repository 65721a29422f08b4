// Whole NEP steps on a GPU, as `nacre run --device cuda` takes them: random carbon at 1.4 g/cm3 and 4000 K, Bussi's
// thermostat, neighbour rebuilds included, chunks of 100 steps. 5,000 atoms are annealed on the GPU and then repeated
// for the larger sizes, with velocities of their own.
//
//   bench_gpu_speed NEP.txt [--atoms 5000 100000 1000000] [--steps N] [--repeat 5] [--output results.yaml]
//
// Before anything is timed, energies and forces of the annealed structure must be those of the CPU. Then, at each size:
// the median of the repetitions, and once more without graphs the time of each kernel by itself (kernels/gpu_timing.h).
// Work an atom-step: 1e5 FLOP, as in nep_speed.cpp. Aim and floor: the speeds set for one H100 at the start.

#include <algorithm>
#include <array>
#include <cmath>

#include "build/random_structure.h"
#include "build/replicate.h"
#include "core/units.h"
#include "device/cuda_devices.h"
#include "integrate/device_dynamics.h"
#include "integrate/steps.h"
#include "integrate/velocity.h"
#include "kernels/gpu_timing.h"
#include "run/watch.h"
#include "runs/driver.h"
#include "runs/gpu_report.h"

namespace {

using namespace nacre;
using bench::Measured;
using bench::seconds;

constexpr std::int64_t chunk = 100;  // run/device_stepper.cpp

struct Options {
  std::string model, output;
  std::vector<int> atoms{5000, 100000, 1000000};
  int base = 5000, anneal = 600, steps = 0, repeat = 5;
};

struct Stage {
  double coupling_steps = 100, max_distance = 0;
  std::int64_t steps = 0;
};

/// A run as the application makes it (run/runner.cpp), without files.
class Simulation {
 public:
  Simulation(const std::string& model, const Structure& structure)
      : memory_before_(bench::gpu_memory_in_use()), device_(make_cuda_dynamics(model)) {
    system.atoms = structure.atoms.clone();
    system.box = structure.box;
    system.seed = 1;
    system.atoms.use_species(device_->species());
  }

  void begin(const Stage& stage) {
    const std::string coupling = std::to_string(stage.coupling_steps);
    ensemble_ = make_ensemble(Words("bench", 1, {"ensemble", "nvt_bdp", "4000", "4000", coupling}));
    dynamics_.dt = 1.0 / units::fs_per_time;
    dynamics_.step_in_run = 0, dynamics_.steps_in_run = stage.steps;
    device().evaluate(dynamics_);
    ensemble_->start(dynamics_);
    DeviceRun run;
    run.dt = dynamics_.dt, run.max_distance = stage.max_distance;
    run.conserved_start = kinetic_energy(dynamics_) + now.energy;
    run.time_start_fs = system.time_fs;
    run.times_target = run::Watch::times_target;
    run.cell_lengths = run::Watch::cell_lengths;
    device().begin(dynamics_, *ensemble_, run, false);
  }
  void steps(std::int64_t count) {
    for (std::int64_t done = 0; done < count;) {
      const std::int64_t next = std::min(chunk, count - done);
      if (device().advance(next, {true}) < next)
        throw Error("the run stopped, fault " + std::to_string(static_cast<int>(device().fault())),
                    Error::Kind::failed);
      done += next;
    }
  }
  void run(const Stage& stage) {
    begin(stage);
    steps(stage.steps);
    device().download({true, true, false});
  }

  DeviceDynamics& device() { return *device_; }
  std::size_t memory() const { return bench::gpu_memory_in_use() - memory_before_; }

  System system;
  Evaluation now;

 private:
  std::size_t memory_before_;
  std::unique_ptr<DeviceDynamics> device_;
  std::unique_ptr<Ensemble> ensemble_;
  Dynamics dynamics_{system, nullptr, now, 0, {}, 0, 1, {}};
};

Structure annealed(const Options& o) {
  const double edge = 41.4 * std::cbrt(o.base / 5000.0);
  Structure structure = random_structure({{"C"}, {o.base}, {edge, edge, edge}, 1.2, 1});
  Simulation s(o.model, structure);
  initialize_velocities(s.system.atoms, 4000, 1, {});
  s.run({10, 0.1, o.anneal});  // bonds form: much heat, and no atom farther than 0.1 A a step
  s.run({100, 0, o.anneal / 2});
  structure.atoms = std::move(s.system.atoms);
  return structure;
}

struct Difference {
  double energy = 0, force = 0;
};
/// From the CPU: energy (eV an atom), largest component of a force (eV/A).
Difference compare_with_cpu(const Options& o, const Structure& structure) {
  Simulation gpu(o.model, structure);
  gpu.begin({});
  const auto force = make_force(o.model);
  Evaluation cpu;
  Atoms atoms = structure.atoms.clone();
  atoms.use_species(force->species());
  force->compute(atoms, structure.box, {}, cpu);
  Difference d{std::abs(cpu.energy - gpu.now.energy) / static_cast<double>(atoms.size()), 0};
  for (std::size_t i = 0; i < atoms.size(); ++i)
    for (int k = 0; k < 3; ++k) d.force = std::max(d.force, std::abs(cpu.force[i][k] - gpu.now.force[i][k]));
  constexpr double energy_allowed = 1e-5, force_allowed = 1e-3;  // two sums in single precision
  if (!(d.energy < energy_allowed && d.force < force_allowed))
    throw Error("the GPU differs from the CPU by " + std::to_string(d.energy) + " eV an atom and " +
                    std::to_string(d.force) + " eV/A: nothing is timed",
                Error::Kind::failed);
  return d;
}

/// Three factors of n, near to each other.
std::array<int, 3> copies(int n) {
  std::array<int, 3> best{1, 1, n};
  for (int a = 1; a * a * a <= n; ++a)
    for (int b = a; a * b * b <= n; ++b)
      if (n % (a * b) == 0 && n / (a * b) - a < best[2] - best[0]) best = {a, b, n / (a * b)};
  return best;
}

Structure enlarged(const Structure& base, int atoms) {
  const int have = static_cast<int>(base.atoms.size());
  if (atoms % have != 0) throw Error("must be a multiple of --base").key("--atoms").value(std::to_string(atoms));
  const auto [a, b, c] = copies(atoms / have);
  Structure all = replicate(base.atoms, base.box, a, b, c);
  initialize_velocities(all.atoms, 4000, 2, {});
  return all;
}

void profile(Simulation& s, Measured& m) {
  setenv("NACRE_CUDA_GRAPH", "0", 1);
  m.profiled_steps = std::min<std::int64_t>(m.steps, 50);
  s.begin({100, 0, m.profiled_steps});
  bench::KernelTimes times;
  m.empty = times.empty();
  s.steps(m.profiled_steps);
  m.kernels = times.read();
  unsetenv("NACRE_CUDA_GRAPH");
}

/// Enough steps for 0.2 to 1 s a repetition on an H100, and a dozen rebuilds.
std::int64_t steps_for(const Options& o, int atoms) {
  return o.steps > 0 ? o.steps : std::clamp<std::int64_t>(40000000 / atoms, chunk, 2000);
}

Measured measure_size(const Options& o, const Structure& base, int atoms) {
  Measured m;
  m.atoms = atoms, m.steps = steps_for(o, atoms);
  Simulation s(o.model, enlarged(base, atoms));
  const std::int64_t warm_up = std::min(m.steps, chunk);
  s.begin({100, 0, warm_up + m.steps * o.repeat});
  s.steps(warm_up);
  const long before = s.device().neighbor_counts().rebuilds;
  for (int r = 0; r < o.repeat; ++r) {
    const double begin = seconds();
    s.steps(m.steps);
    m.speeds.push_back(static_cast<double>(atoms) * static_cast<double>(m.steps) / (seconds() - begin));
  }
  const NeighborCounts counts = s.device().neighbor_counts();
  m.steps_per_rebuild =
      static_cast<double>(m.steps * o.repeat) / static_cast<double>(std::max(1L, counts.rebuilds - before));
  m.entries = counts.mean_neighbors;
  m.bytes_per_atom = static_cast<double>(s.device().bytes()) / atoms;
  m.memory_per_atom = static_cast<double>(s.memory()) / atoms;
  m.temperature = s.device().thermo().temperature;
  profile(s, m);
  return m;
}

void go(const Options& o) {
  if (const std::string why = why_no_cuda(); !why.empty()) throw Error(why, Error::Kind::failed);
  const bench::Peaks peaks{bench::gpu_fma_peak(), bench::gpu_copy_bandwidth()};
  const Structure base = annealed(o);
  const Difference difference = compare_with_cpu(o, base);
  std::printf("%s; FMA peak %.1f TFLOP/s, copy %.2f TB/s (both measured)\n", cuda_devices().at(0).c_str(),
              peaks.fma * 1e-12, peaks.copy * 1e-12);
  std::printf("GPU and CPU differ by %.1e eV an atom and %.1e eV/A\n\n", difference.energy, difference.force);
  bench::Report report("gpu_speed");
  report.digits(6);
  report.put("device", cuda_devices().at(0));
  report.put("cuda", cuda_versions());
  report.put("fma_peak_flops", peaks.fma);
  report.put("copy_bytes_per_second", peaks.copy);
  report.put("flop_per_atom_step", bench::flop_per_atom_step);
  report.put("energy_difference_from_cpu_eV_per_atom", difference.energy);
  report.put("force_difference_from_cpu_eV_per_A", difference.force);
  report.begin_list("runs");
  for (const int atoms : o.atoms) {
    const Measured m = measure_size(o, base, atoms);
    print(m, peaks);
    std::fflush(stdout);
    write(report, m, peaks);
    report.save(o.output);  // what is known so far, should a larger size fail
  }
  report.end_list();
  report.finish(o.output);
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app("Whole NEP steps per second on a GPU, and the time of each kernel");
  app.add_option("model", o.model, "nep.txt")->required();
  app.add_option("--atoms", o.atoms, "numbers of carbon atoms, multiples of --base");
  app.add_option("--base", o.base, "atoms of the structure that is annealed and repeated");
  app.add_option("--anneal", o.anneal, "steps of its annealing; half as many again follow");
  app.add_option("--steps", o.steps, "steps a repetition; 0: by size");
  bench::add_repeat(app, o.repeat);
  bench::add_output(app, o.output);
  return bench::run(app, argc, argv, [&] { go(o); });
}
