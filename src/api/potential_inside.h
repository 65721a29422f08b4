// What a Potential holds; relaxations and runs of the public face take it from there.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "api/inside.h"
#include "force/batch.h"
#include "force/force.h"
#include "force/ghost_force.h"
#include "force/nep_grade.h"
#include "force/nep_model.h"
#include "nacre/potential.h"

namespace nacre::v1 {

struct Potential::Inside {
  std::string file, name;
  Device device = Device::cpu;
  int cuda_device = 0;
  nacre::Precision precision = nacre::Precision::single;
  std::unique_ptr<Force> force;
  // Made when they are first asked for.
  std::unique_ptr<BatchForce> batch_force;
  std::unique_ptr<GhostForce> ghost_force;
  std::optional<NepModel> model;
  std::optional<ActiveSet> active_set;
  Atoms atoms;  ///< of the last call
  nacre::Evaluation now;
  nacre::GhostEvaluation ghosts_now;

  /// The CUDA device is the calling thread's own choice, so each call makes it.
  void choose_device() const;
  BatchForce& batch();
  GhostForce& ghosts();
  /// Into ghosts_now.
  void compute_own(std::size_t own, std::span<const int> types, std::span<const double> positions,
                   nacre::GhostRequest request);
  /// `wanted`: for the error of a potential that is no NEP.
  const NepModel& nep(const std::string& wanted = "descriptors");
  bool is_nep() const { return name.starts_with("nep"); }
};

/// The door to the inside of a public object, for this library alone.
struct Access {
  template <class Public>
  static auto& inside(Public& object) {
    return *object.inside_;
  }
};

/// True when the work goes to a CUDA device, which is then the calling thread's. Throws when it cannot.
bool choose_cuda(Device device, int number);
Evaluation public_evaluation(const nacre::Evaluation& e);
/// A structure's atoms in the order of the force's types.
Atoms atoms_for(const Structure& structure, const std::vector<std::string>& species);

}  // namespace nacre::v1
