#include <algorithm>

#include "core/units.h"
#include "run/stepper.h"

namespace nacre::run {

namespace {
// Steps between two looks of the host: a signal is noticed, and the end of a chunk costs one wait.
constexpr std::int64_t chunk = 100;
constexpr SnapshotParts everything{true, true, false};

class DeviceStepper final : public Stepper {
 public:
  DeviceStepper(DeviceDynamics& device, Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings,
                const Watch& watch)
      : device_(device), dynamics_(dynamics), ensemble_(ensemble), settings_(settings), watch_(watch) {}

  void evaluate() override { device_.evaluate(dynamics_); }
  void begin(const RunStart& start, const Drift& drift, bool resumed) override {
    DeviceRun run;
    run.dt = settings_.time_step.dt_fs / units::fs_per_time;
    run.max_distance = settings_.time_step.max_distance_A;
    run.conserved_start = start.conserved;
    run.time_start_fs = start.time_fs;
    run.drift = drift.sums();
    run.limits = watch_.limits();
    run.start_cell = watch_.start_cell();
    start_ = start;
    run.times_target = Watch::times_target;
    run.cell_lengths = Watch::cell_lengths;
    device_.begin(dynamics_, ensemble_, run, resumed);
  }
  /// A chunk ends where the host changes the velocities.
  std::int64_t longest() const override {
    const std::int64_t interval = settings_.correct_velocity.interval;
    if (interval <= 0) return chunk;
    return std::min(chunk, interval - dynamics_.step_in_run % interval);
  }
  void start(std::int64_t steps, Look look) override {
    asked_ = steps;
    device_.start_steps(steps, {look.measured || look.request.atom_virial});
  }
  std::int64_t finish() override {
    const std::int64_t done = device_.wait_steps();
    if (device_.fault() != DeviceFault::none) fail();
    if (done < asked_)
      throw Error("the GPU did fewer steps than it was asked for, without saying why", Error::Kind::failed);
    correct();
    return done;
  }
  Thermo thermo() const override { return device_.thermo(); }
  Drift drift() const override { return Drift(device_.drift()); }

  bool overlaps() const override { return true; }
  void start_snapshot(SnapshotParts parts) override { device_.start_snapshot(parts); }
  void wait_snapshot() override { device_.wait_snapshot(); }
  void bring_all() override { device_.download(everything); }

 private:
  void correct() {
    if (!correction_is_due(settings_.correct_velocity, dynamics_)) return;
    device_.download({});
    correct_velocities(settings_.correct_velocity, dynamics_);
    device_.upload_velocities();
  }

  // The device says what is wrong, the watch finds the atom and the words.
  [[noreturn]] void fail() {
    if (device_.fault() == DeviceFault::strain) throw ensemble_.too_much_strain();
    bring_all();
    if (device_.fault() == DeviceFault::leap) watch_.report_leap(dynamics_);
    const double kinetic = watch_.check_step(dynamics_, ensemble_.target_temperature(dynamics_));
    const double bath = ensemble_.bath_energy(), conserved = kinetic + dynamics_.now.energy + bath;
    watch_.check_energy(dynamics_, conserved - start_.conserved, bath, dynamics_.system.time_fs - start_.time_fs);
    throw Error("the GPU stopped the run, but what it stopped for is not to be seen any more", Error::Kind::failed);
  }

  DeviceDynamics& device_;
  Dynamics& dynamics_;
  Ensemble& ensemble_;
  const RunSettings& settings_;
  const Watch& watch_;
  RunStart start_;
  std::int64_t asked_ = 0;
};
}  // namespace

std::unique_ptr<Stepper> make_device_stepper(DeviceDynamics& device, Dynamics& dynamics, Ensemble& ensemble,
                                             const RunSettings& settings, const Watch& watch) {
  return std::make_unique<DeviceStepper>(device, dynamics, ensemble, settings, watch);
}

}  // namespace nacre::run
