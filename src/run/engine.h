// Engine: what computes the forces of a simulation and takes its steps: the CPU, or a GPU on which the atoms stay while
// it does. This is what both can do; what only one of them can is behind its Stepper.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/force.h"
#include "minimize/relax.h"
#include "run/stepper.h"

namespace nacre::run {

class Engine {
 public:
  virtual ~Engine() = default;
  /// Of the potential; see Force.
  virtual std::string name() const = 0;
  virtual const std::vector<std::string>& species() const = 0;
  virtual double cutoff() const = 0;  ///< Å, largest
  /// Forgets the neighbour list: atoms or cell were changed.
  virtual void reset() = 0;
  /// State of the neighbour list, for a run that goes on with the same bits.
  virtual void save(Record& record) const = 0;
  virtual void load(const Record& record) = 0;
  virtual NeighborCounts neighbor_counts() const = 0;

  /// For Dynamics: null where forces do not come to the host.
  virtual Force* host_force() = 0;
  virtual bool is_device() const = 0;
  /// Seconds of wall time that the host spent in forces, neighbour lists included.
  virtual double force_seconds() const = 0;
  /// Refers to all that it is given, and to the engine.
  virtual std::unique_ptr<Stepper> stepper(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings,
                                           const Watch& watch) = 0;
  /// Relaxes one structure (minimize/relax.h) and then forgets the neighbour list, because the atoms were moved.
  virtual RelaxResult relax(const RelaxItem& item, const RelaxOptions& options) = 0;
};

/// `potential`: what make_force() takes. With `use_cuda` on the present CUDA device. Throws Error.
std::unique_ptr<Engine> make_engine(const std::string& potential, bool use_cuda);
/// The mean of several. With `use_cuda` their forces are computed on the CUDA device, and the host moves the atoms.
std::unique_ptr<Engine> make_mean_engine(const std::vector<std::string>& potentials, bool use_cuda);

}  // namespace nacre::run
