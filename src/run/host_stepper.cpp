#include "core/units.h"
#include "integrate/steps.h"
#include "integrate/time_step.h"
#include "integrate/velocity.h"
#include "run/stepper.h"

namespace nacre::run {

bool correction_is_due(const CorrectVelocity& correct, const Dynamics& dynamics) {
  return correct.interval > 0 && dynamics.step_in_run % correct.interval == 0;
}

void correct_velocities(const CorrectVelocity& correct, Dynamics& dynamics) {
  Atoms& atoms = dynamics.system.atoms;
  nacre::correct_velocities(atoms, correct.method < 0 ? nullptr : &atoms.group[correct.method], dynamics.fixed);
}

namespace {
class HostStepper final : public Stepper {
 public:
  HostStepper(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings, const Watch& watch)
      : dynamics_(dynamics), ensemble_(ensemble), settings_(settings), watch_(watch) {}

  void evaluate() override { force(dynamics_); }
  void begin(const RunStart& start, const Drift& drift, bool) override {
    start_ = start;
    drift_ = drift;
  }
  std::int64_t longest() const override { return 1; }
  void start(std::int64_t steps, Look look) override {
    dynamics_.request = look.request;
    steps_ = steps;
  }
  std::int64_t finish() override {
    for (std::int64_t i = 0; i < steps_; ++i) {
      step();
      inspect();
    }
    return steps_;
  }
  Thermo thermo() const override { return measure(dynamics_, ensemble_.conserves_momentum()); }
  Drift drift() const override { return drift_; }

 private:
  void step() {
    const TimeStep& limit = settings_.time_step;
    if (limit.max_distance_A > 0)
      dynamics_.dt = limited_time_step(dynamics_, limit.dt_fs / units::fs_per_time, limit.max_distance_A);
    ensemble_.step(dynamics_);
    System& system = dynamics_.system;
    ++dynamics_.step_in_run;
    ++system.step;
    system.time_fs += dynamics_.dt * units::fs_per_time;
    const CorrectVelocity& correct = settings_.correct_velocity;
    if (correction_is_due(correct, dynamics_)) correct_velocities(correct, dynamics_);
  }

  void inspect() {
    const double kinetic = watch_.check_step(dynamics_, ensemble_.target_temperature(dynamics_));
    const double conserved = kinetic + dynamics_.now.energy + ensemble_.bath_energy();
    const double t = dynamics_.system.time_fs - start_.time_fs, change = conserved - start_.conserved;
    drift_.add(t, change);
    watch_.check_energy(dynamics_, change, ensemble_.bath_energy(), t);
  }

  Dynamics& dynamics_;
  Ensemble& ensemble_;
  const RunSettings& settings_;
  const Watch& watch_;
  RunStart start_;
  Drift drift_;
  std::int64_t steps_ = 0;
};
}  // namespace

std::unique_ptr<Stepper> make_host_stepper(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings,
                                           const Watch& watch) {
  return std::make_unique<HostStepper>(dynamics, ensemble, settings, watch);
}

}  // namespace nacre::run
