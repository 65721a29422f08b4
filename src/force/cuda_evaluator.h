// A force on the GPU with its neighbour list, for a program on the host: structures in, energies, forces and virials
// out. The steps of molecular dynamics do not pass here: they stay on the GPU (integrate/cuda_dynamics.h).
#pragma once
#include <memory>
#include <vector>

#include "device/cuda_array.h"
#include "force/batch.h"
#include "force/cuda_collect.h"
#include "force/cuda_force.h"
#include "neighbor/cuda_list.h"

namespace nacre::cuda {

class CudaEvaluator {
 public:
  explicit CudaEvaluator(std::unique_ptr<CudaForce> force);

  const CudaForce& force() const { return *force_; }
  CudaList& list() { return list_; }
  const CudaList& list() const { return list_; }
  const Stream& stream() const { return stream_; }

  /// New structures: sizes, types, cells. The list must then be built. Throws Error naming the atom when a type is none
  /// of the force's or a position is not finite.
  void configure(const std::vector<BatchItem>& batch);
  /// The same atoms at new places, in cells of the same periodicity; the list follows, and is rebuilt when an atom
  /// moved too far. Returns true when it was.
  bool move(const Atoms& atoms, const Box& box);
  void build();
  /// out[k] from the list as it is.
  void evaluate(Request request, const std::vector<Evaluation*>& out);
  std::size_t bytes() const;

 private:
  void take_room();
  void enqueue_force();
  Collect collect_argument(Request request) const;
  void deliver(Request request, const std::vector<Evaluation*>& out);

  std::unique_ptr<CudaForce> force_;
  Stream stream_;
  CudaList list_;
  std::vector<int> first_atom_{0};  ///< [structures + 1]
  Array<Vec3> position_;
  Array<double> slot_energy_, energy_, partial_, total_;
  Array<unsigned long long> slot_force_;
  Array<float> slot_virial_;
  Array<Vec3> atom_force_;
  Array<Mat3> atom_virial_;
  Array<Chunk> chunk_;
  Array<int> first_chunk_;
};

}  // namespace nacre::cuda
