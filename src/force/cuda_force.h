// The interface of a potential on the GPU: it fills energies, forces and virials of local slots from a neighbour list.
// It works on a batch of structures at once and never talks to the host. To add one: HACKING.md, "Add a force".
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "device/cuda_stream.h"
#include "neighbor/cuda_list_view.h"
#include "neighbor/neighbor_list.h"

namespace nacre::cuda {

/// Where a force puts its results, [local slot]. All are cleared before the force's kernels run.
struct ForceOutput {
  double* energy;  ///< eV
  /// [3][local], in multiples of `quantum`: sums of integers do not depend on their order, so neighbours may be pushed
  /// with integer atomics and two runs give the same bits.
  unsigned long long* force;
  double quantum;  ///< eV/Å, a power of two
  float* virial;   ///< [9][local] eV, -sum_j r_ij (x) p_ij; null: not wanted now
};

/// The nearest multiple of the quantum, as a two's complement integer that may be added with atomicAdd.
__device__ inline unsigned long long quanta(double force, double per_quantum) {
  return static_cast<unsigned long long>(__double2ll_rn(force * per_quantum));
}

/// The force that a sum of quanta stands for.
__device__ inline double from_quanta(unsigned long long sum, double quantum) {
  return static_cast<double>(static_cast<long long>(sum)) * quantum;
}

class CudaForce {
 public:
  virtual ~CudaForce() = default;
  virtual std::string name() const = 0;
  virtual const std::vector<std::string>& species() const = 0;
  /// Cutoffs and skin of the list it needs.
  virtual const NeighborSettings& list_settings() const = 0;
  double cutoff() const {
    double largest = 0;
    for (const double c : list_settings().outer) largest = c > largest ? c : largest;
    return largest;
  }
  /// Does it read ListView::position?
  virtual bool needs_positions() const = 0;
  virtual double quantum() const = 0;
  /// Makes room. Local slots are sorted by type: slots_of_type[t] of them for each type of species(). Called whenever
  /// the list is laid out anew, never while a graph is captured. Throws Error(failed) when memory runs out.
  virtual void reserve(const Stream& stream, const std::vector<int>& slots_of_type) = 0;
  /// Puts its kernels into the stream. The same views and outputs give the same launches: it may be captured.
  virtual void enqueue(const Stream& stream, const ListView& list, const ForceOutput& out) = 0;
  virtual std::size_t bytes() const = 0;
};

/// Reads the potential file as make_force() does, for the present CUDA device. Throws Error(bad_input) with file and
/// line; the CUDA sources give it, and builds without them throw Error(failed).
std::unique_ptr<CudaForce> make_cuda_force(const std::string& path);

}  // namespace nacre::cuda
