// A copy of the atoms on its way to the host: packed into arrays of its own on the GPU (atom order, pending factor
// applied), then copied to page-locked memory by a second stream while the first goes on with the next steps.
#pragma once
#include "device/cuda_array.h"
#include "integrate/cuda_dynamics_data.h"

namespace nacre::cuda {

class Snapshot {
 public:
  /// Enqueues the copies. `from`: the sources; where they go is filled in. `state` false: no positions and velocities.
  void start(const Stream& stream, PackData from, SnapshotParts parts, bool state);
  /// Waits, and fills what was asked for. Nothing when none is under way.
  void finish(Dynamics& dynamics);
  std::size_t bytes() const {
    return position_.bytes() + velocity_.bytes() + force_.bytes() + energy_.bytes() + virial_.bytes();
  }

 private:
  bool under_way_ = false, state_ = false;
  SnapshotParts parts_;
  std::size_t atoms_ = 0;
  Stream copies_;
  Event packed_;
  Array<Vec3> position_, velocity_, force_;
  Array<double> energy_;
  Array<float> virial_;
  PinnedArray<Vec3> host_position_, host_velocity_, host_force_;
  PinnedArray<double> host_energy_;
  PinnedArray<float> host_virial_;
};

}  // namespace nacre::cuda
