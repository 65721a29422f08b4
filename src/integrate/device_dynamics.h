// Molecular dynamics that stays on a device: the host asks for a number of steps, and brings over what it wants to see.
// No CUDA types here, so that src/run is the same in builds without it.
//
//   auto device = make_cuda_dynamics(potential file);
//   device->evaluate(dynamics);                     forces of the start, into dynamics.now
//   device->begin(dynamics, ensemble, run, false);  positions, velocities, baths go over
//   device->start_steps(100, want);                 returns at once
//   ...                                             the host writes the frame before
//   done = device->wait_steps();                    counters, cell, energies, baths are up to date again
//   device->start_snapshot(parts); ... device->wait_snapshot();   arrays of atoms, copied while further steps run
//
// The step is that of Ensemble::step with the formulas of atom_math.h, thermostat_math.h and barostat_math.h. Sums are
// made in a fixed order; the same input gives the same bits, wherever advance() is cut into pieces.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "integrate/dynamics.h"
#include "integrate/guards.h"

namespace nacre {

/// Sums of the least-squares line through the conserved energy, one point a step (run/drift.h): number of points,
/// time (fs since the start of the run), energy (eV less that of the start), and their products.
struct DriftSums {
  double n = 0, t = 0, e = 0, tt = 0, te = 0;
};

/// What a run is besides its Dynamics and its Ensemble.
struct DeviceRun {
  double dt = 0;               ///< internal units; the largest step where max_distance limits it
  double max_distance = 0;     ///< Å, 0: dt is fixed (integrate/time_step.h)
  double conserved_start = 0;  ///< kinetic + potential + bath energy at the start of the run (eV)
  double time_start_fs = 0;
  DriftSums drift;
  // When to stop (run/watch.h).
  GuardLimits limits;
  StartCell start_cell;
  double times_target = 10, cell_lengths = 10;
};

/// What ended a run. `strain`, `position` and `leap`: within a step, which does not count; the others: at the end of a
/// step.
enum class DeviceFault : int {
  none = 0,
  strain = 1,       ///< pressure control strains the cell too much: Ensemble::too_much_strain()
  position = 2,     ///< a position is not finite
  lost = 3,         ///< an atom left along an open direction
  energy = 4,       ///< the potential energy is not finite
  temperature = 5,  ///< above the limit, or not a number
  cell = 6,         ///< grew, shrank or sheared beyond the limits
  pressure = 7,     ///< above the limit
  drift = 8,        ///< the conserved energy changed beyond the limit
  leap = 9,         ///< an atom would move too far in one step, or the force on it is too large
};

/// What the last of some steps must have computed besides energies and forces.
struct DeviceWant {
  bool virial = false;  ///< total and of atoms; without it Thermo::pressure is not up to date
};

/// Arrays to be brought to the host: positions and velocities always.
struct SnapshotParts {
  bool forces = false, atom_energies = false, atom_virials = false;
};

class DeviceDynamics {
 public:
  virtual ~DeviceDynamics() = default;
  virtual std::string name() const = 0;
  virtual const std::vector<std::string>& species() const = 0;
  virtual double cutoff() const = 0;  ///< Å, largest

  /// Energy, forces, virial and energies of atoms at the present positions into dynamics.now, forces of fixed atoms
  /// zero. Keeps the neighbour list where it still serves. Throws Error(failed) naming an atom that is not finite.
  virtual void evaluate(Dynamics& dynamics) = 0;

  /// Takes over a run: positions, velocities, cell, dynamics.now, and the ensemble's state. Both are referred to until
  /// the next begin(). `resumed`: within a run, after load(): goes on with the same bits.
  virtual void begin(Dynamics& dynamics, Ensemble& ensemble, const DeviceRun& run, bool resumed) = 0;
  /// Velocities changed on the host between two steps.
  virtual void upload_velocities() = 0;

  /// Enqueues steps; wait_steps() returns how many were done: fewer than asked for when fault() says why. It brings
  /// step counters, time, cell, energy, virial (if wanted) and the ensemble's state to the host.
  virtual void start_steps(std::int64_t steps, DeviceWant want) = 0;
  virtual std::int64_t wait_steps() = 0;
  std::int64_t advance(std::int64_t steps, DeviceWant want = {}) { return start_steps(steps, want), wait_steps(); }
  virtual DeviceFault fault() const = 0;

  /// After the last wait_steps(). Pressure as of the last step that had its virial.
  virtual Thermo thermo() const = 0;
  virtual DriftSums drift() const = 0;

  /// Copies atoms as they are after the last wait_steps(); further steps may be started before wait_snapshot(), which
  /// fills the system of begin() and its Evaluation.
  virtual void start_snapshot(SnapshotParts parts) = 0;
  virtual void wait_snapshot() = 0;
  void download(SnapshotParts parts) { start_snapshot(parts), wait_snapshot(); }

  /// State of the neighbour list and of the sums, for a run that goes on with the same bits.
  virtual void save(Record& record) const = 0;
  /// Records of other devices hold less: then the list is built anew.
  virtual void load(const Record& record) = 0;
  /// Forgets the neighbour list: atoms or cell were changed on the host.
  virtual void reset() = 0;
  virtual NeighborCounts neighbor_counts() const = 0;
  virtual std::size_t bytes() const = 0;  ///< of GPU memory
  /// For tests: the list finds no more room than this at its next build.
  virtual void limit_list_room(std::int64_t entries) = 0;
};

/// Reads the potential file as make_force() does. Throws Error(bad_input) with file and line, Error(failed) in builds
/// without CUDA.
std::unique_ptr<DeviceDynamics> make_cuda_dynamics(const std::string& potential);

}  // namespace nacre
