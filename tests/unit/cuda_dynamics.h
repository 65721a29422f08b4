// Small systems that run on the CPU and on the GPU side by side, and what they leave behind, for the tests of
// integrate/device_dynamics.h.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <iostream>

#include "../contract/samples.h"
#include "core/units.h"
#include "device/cuda_devices.h"
#include "integrate/barostat_math.h"
#include "integrate/device_dynamics.h"
#include "integrate/registry.h"
#include "integrate/steps.h"
#include "integrate/time_step.h"
#include "integrate/velocity.h"
#include "io/words.h"
#include "scratch.h"

namespace side_by_side {

using namespace nacre;
inline constexpr double fs = 1 / units::fs_per_time;

/// Forces are sums of multiples of 2^-40 eV/A (1e-12): 20 neighbours, 200 fs and 40 amu make 1e-12 A of it, collisions
/// ten times more. The same holds for the other order of sums of energies (1e-14 of 10 eV) in thermostats.
inline constexpr double follows = 1e-10;  // A, A/time unit, eV, relative to 1 where the numbers are larger
/// The virial is summed in float on the GPU: 1e-7 of the pressure, which moves the cell by 1e-3 in a run, over 20 A.
inline constexpr double follows_cell = 1e-8;
/// Sums over 40 points of t E, t up to 200 fs, E off by 1e-12 eV a point.
inline constexpr double follows_drift = 1e-7;
/// Pressure itself, GPa: 1e-7 of virials up to 10 eV in 5000 A^3.
inline constexpr double same_pressure = 1e-6;

struct Plan {
  std::string line = "nve";
  bool carbon = false;
  double shear = 0.15;
  std::array<bool, 3> periodic{true, true, true};
  std::array<int, 3> count{5, 4, 4};
  double spacing = 3.9, rattle = 0.06;
  double temperature = 300, dt_fs = 5, max_distance = 0;
  std::int64_t steps = 25;
  int fixed = 0;
  Vec3 drive{};  ///< of every second fixed atom
  CellGrowth growth;
  GuardLimits limits;
  std::function<void(System&)> change = [](System&) {};
};

/// Everything a run leaves behind, as numbers.
struct Outcome {
  std::vector<double> position, velocity, force, energy;  // of atoms
  std::vector<double> cell, scalars, pressure, drift;     // scalars: K, U, bath, time, dt
  std::vector<std::vector<double>> all() const {
    return {position, velocity, force, energy, cell, scalars, pressure, drift};
  }
  long rebuilds = 0;
};

inline std::vector<double> flat(const std::vector<Vec3>& v) {
  std::vector<double> out;
  for (const Vec3& a : v) out.insert(out.end(), {a.x, a.y, a.z});
  return out;
}
inline std::vector<double> flat(const Mat3& m) { return std::vector<double>(&m.m[0][0], &m.m[0][0] + 9); }

inline std::string potential(bool carbon) {
  static const nacre_test::Scratch folder;
  static const std::string argon = folder.write("Ar.lj", "lj 1 Ar\n0.0104 3.4 6.5\n");
  return carbon ? "tersoff-carbon" : argon;
}

inline std::unique_ptr<Ensemble> ensemble(const std::string& line) {
  return make_ensemble(Words("run.in", 7, split_words("ensemble " + line)));
}

/// One system under dynamics; `force` is the CPU's.
struct World {
  explicit World(const Plan& setup) : force(make_force(potential(setup.carbon))) {
    samples::Shape shape{setup.count, setup.spacing, setup.shear, setup.rattle, setup.periodic};
    samples::Sample sample = samples::lattice({setup.carbon ? "C" : "Ar"}, shape, 11);
    system.atoms = std::move(sample.atoms);
    system.box = sample.box;
    system.atoms.mass.assign(system.atoms.size(), setup.carbon ? 12.011 : 39.95);
    for (std::size_t i = 0; i < system.atoms.size(); i += 7) system.atoms.mass[i] *= 1.5;
    system.seed = 5, system.step = 1000, system.time_fs = 77;
    if (setup.fixed > 0) dynamics.fixed.assign(system.atoms.size(), 0);
    for (int i = 0; i < setup.fixed; ++i) dynamics.fixed[7 * i] = i % 2 == 1 ? Dynamics::driven : Dynamics::still;
    dynamics.drive = setup.drive;
    initialize_velocities(system.atoms, setup.temperature, 3, dynamics.fixed);
    setup.change(system);
    dynamics.steps_in_run = setup.steps;
    dynamics.dt = setup.dt_fs * fs;
  }
  Outcome outcome(const Ensemble& ensemble, const Thermo& thermo, const DriftSums& d) const {
    const Atoms& a = system.atoms;
    Outcome o{flat(a.position), flat(a.velocity), flat(now.force), now.atom_energy, flat(system.box.h()), {}, {}, {}};
    o.scalars = {thermo.kinetic, now.energy, ensemble.bath_energy(), system.time_fs, dynamics.dt};
    o.drift = {d.n, d.t, d.e, d.tt, d.te};
    o.pressure = flat(thermo.pressure);
    return o;
  }
  System system;
  Evaluation now;
  std::unique_ptr<Force> force;
  Dynamics dynamics{system, force.get(), now, 0, {}, 0, 1, {}};
};

struct CpuRun {
  explicit CpuRun(const Plan& s) : setup(s), world(s), e(ensemble(s.line)) {
    if (setup.growth.any()) e->grow(setup.growth);
    Dynamics& d = world.dynamics;
    rest_fixed_atoms(d);
    nacre::force(d);
    e->start(d);
    start = kinetic_energy(d) + world.now.energy + e->bath_energy();
    started_fs = world.system.time_fs;
  }
  void step() {
    Dynamics& d = world.dynamics;
    const double dt = setup.dt_fs * fs;
    d.dt = setup.max_distance > 0 ? limited_time_step(d, dt, setup.max_distance) : dt;
    e->step(d);
    ++d.step_in_run, ++world.system.step, world.system.time_fs += d.dt * units::fs_per_time;
    const double t = world.system.time_fs - started_fs;
    const double conserved = kinetic_energy(d) + world.now.energy + e->bath_energy() - start;
    drift.n += 1, drift.t += t, drift.e += conserved, drift.tt += t * t, drift.te += t * conserved;
  }
  Outcome run() {
    for (std::int64_t k = 0; k < setup.steps; ++k) step();
    Outcome o = world.outcome(*e, measure(world.dynamics, e->conserves_momentum()), drift);
    o.rebuilds = world.force->neighbor_counts().rebuilds;
    return o;
  }
  Plan setup;
  World world;
  std::unique_ptr<Ensemble> e;
  double start = 0, started_fs = 0;
  DriftSums drift;
};

inline constexpr SnapshotParts everything{true, true, true};

struct GpuRun {
  explicit GpuRun(const Plan& s)
      : setup(s), world(s), e(ensemble(s.line)), device(make_cuda_dynamics(potential(s.carbon))) {
    Dynamics& d = world.dynamics;
    if (setup.growth.any()) e->grow(setup.growth);
    rest_fixed_atoms(d);
    device->evaluate(d);
    e->start(d);
    run.dt = setup.dt_fs * fs;
    run.max_distance = setup.max_distance;
    run.limits = setup.limits;
    run.conserved_start = kinetic_energy(d) + world.now.energy + e->bath_energy();
    run.time_start_fs = world.system.time_fs;
    device->begin(d, *e, run, false);
  }
  std::int64_t advance(std::int64_t steps) { return device->advance(steps, {true}); }
  Outcome outcome() {
    device->download(everything);
    Outcome o = world.outcome(*e, device->thermo(), device->drift());
    o.rebuilds = device->neighbor_counts().rebuilds;
    return o;
  }
  Outcome finish() {
    advance(setup.steps - world.dynamics.step_in_run);
    EXPECT_EQ(device->fault(), DeviceFault::none);
    return outcome();
  }
  Plan setup;
  World world;
  std::unique_ptr<Ensemble> e;
  std::unique_ptr<DeviceDynamics> device;
  DeviceRun run;
};

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double worst = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    worst = std::max(worst, std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i])));
  for (const double v : a)
    if (!std::isfinite(v)) worst = INFINITY;
  return worst;
}

inline void expect_agree(const Outcome& gpu, const Outcome& cpu, double tolerance) {
  const char* names[] = {"position", "velocity", "force", "energy of atoms", "cell", "scalars", "pressure", "drift"};
  const auto a = gpu.all(), b = cpu.all();
  std::cout << "    largest differences:";
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double off = largest_difference(a[k], b[k]);
    std::cout << " " << names[k] << " " << off;
    EXPECT_LE(off, k == 7 ? follows_drift : k == 6 ? std::max(same_pressure, tolerance) : tolerance) << names[k];
  }
  std::cout << "\n";
}

inline bool same_bits(const Outcome& a, const Outcome& b) {
  const auto x = a.all(), y = b.all();
  for (std::size_t k = 0; k < x.size(); ++k)
    if (x[k].size() != y[k].size() || std::memcmp(x[k].data(), y[k].data(), x[k].size() * sizeof(double)) != 0)
      return false;
  return true;
}

/// An environment variable for the length of a scope.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { unsetenv(name_); }

 private:
  const char* name_;
};

/// Skips where there is no GPU, real or emulated.
class CudaDynamics : public testing::Test {
 protected:
  void SetUp() override {
    if (!cuda_devices().empty()) return;
    const char* required = std::getenv("NACRE_REQUIRE_GPU");
    if (required != nullptr && std::string(required) == "1") FAIL() << "no CUDA device, and NACRE_REQUIRE_GPU=1";
    GTEST_SKIP() << "no CUDA device";
  }
};

}  // namespace side_by_side
