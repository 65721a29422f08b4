// Stepper: takes the steps of one run between the moments when the host must see something. HostStepper computes on the
// CPU; DeviceStepper leaves the steps to a GPU and brings over what is asked for, while the GPU goes on.
#pragma once
#include <cstdint>
#include <memory>

#include "integrate/device_dynamics.h"
#include "run/deck/deck.h"
#include "run/drift.h"
#include "run/watch.h"

namespace nacre::run {

/// Where a run's conserved energy started.
struct RunStart {
  double conserved = 0;  ///< kinetic + potential + bath energy (eV)
  double time_fs = 0;
};

/// What the host wants to see after some steps.
struct Look {
  Request request;       ///< of the last step's force
  bool measured = true;  ///< thermodynamic values, pressure included
};

class Stepper {
 public:
  virtual ~Stepper() = default;

  /// Energy and forces at the start of a run, before anything moves.
  virtual void evaluate() = 0;
  /// After evaluate() and Ensemble::start(), or after both were read from a checkpoint.
  virtual void begin(const RunStart& start, const Drift& drift, bool resumed) = 0;

  /// Most steps worth doing in one go.
  virtual std::int64_t longest() const = 0;
  /// Begins `steps` steps; finish() waits for them, brings counters and totals up to date and returns how many were
  /// done. Throws Error(failed) when the run goes wrong, naming the cause; the counters then stand at that step.
  virtual void start(std::int64_t steps, Look look) = 0;
  virtual std::int64_t finish() = 0;
  /// Of the last step, if it was measured.
  virtual Thermo thermo() const = 0;
  virtual Drift drift() const = 0;

  /// True when steps may be started before the arrays of the last ones were looked at: those are then copied aside by
  /// start_snapshot() and stand in the system after wait_snapshot().
  virtual bool overlaps() const { return false; }
  virtual void start_snapshot(SnapshotParts) {}
  virtual void wait_snapshot() {}
  /// All arrays of the last step into the system and the evaluation.
  virtual void bring_all() {}
};

/// Is the keyword correct_velocity to act after the steps done so far?
bool correction_is_due(const CorrectVelocity& correct, const Dynamics& dynamics);
/// What it then does to the velocities on the host.
void correct_velocities(const CorrectVelocity& correct, Dynamics& dynamics);

std::unique_ptr<Stepper> make_host_stepper(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings,
                                           const Watch& watch);
std::unique_ptr<Stepper> make_device_stepper(DeviceDynamics& device, Dynamics& dynamics, Ensemble& ensemble,
                                             const RunSettings& settings, const Watch& watch);

}  // namespace nacre::run
