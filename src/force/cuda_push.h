// What the potentials in double precision share on the GPU: their class, and how a gradient becomes two forces.
//
//   F_i = sum_j (p_ij - p_ji),   p_ij = dU_i/dr_ij      (pair_gather.h)
//
// p_ij is rounded to a multiple of the quantum once and then added to i and taken from j: the forces of a structure
// sum to exactly zero, and no order of the additions changes a bit. The quantum is 2^-40 eV/Å (9e-13): 64 bits hold
// forces up to 2^23 eV/Å (8e6), and the roundings of a hundred gradients stay below 1e-11 eV/Å. A gradient beyond
// 2^18 eV/Å (2.6e5: argon atoms at 1.07 Å, with an energy of 5e4 eV) is no part of a run that makes sense: it makes the
// energy of its atom NaN, which stops the run, instead of wrapping around silently. 32 of the largest allowed fit.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "force/cuda_force.h"

namespace nacre::cuda {

inline constexpr double push_quantum = 0x1p-40, push_per_quantum = 0x1p40;  // eV/Å, Å/eV
inline constexpr double largest_gradient = 0x1p18;                          // eV/Å

/// A force in quanta.
struct Quanta {
  unsigned long long v[3] = {0, 0, 0};
  __device__ Quanta& operator+=(const Quanta& o) {
    for (int k = 0; k < 3; ++k) v[k] += o.v[k];
    return *this;
  }
};
__device__ inline Quanta quanta_of(Vec3 p) {
  return {{quanta(p.x, push_per_quantum), quanta(p.y, push_per_quantum), quanta(p.z, push_per_quantum)}};
}
/// False for NaN too.
__device__ inline bool is_in_range(Vec3 p) {
  return fabs(p.x) < largest_gradient && fabs(p.y) < largest_gradient && fabs(p.z) < largest_gradient;
}
__device__ inline double not_a_number() { return __longlong_as_double(0x7ff8000000000000ll); }

/// Takes p_ij from neighbour j, whose owner is a local slot.
__device__ inline void push_back(const ForceOutput& out, int local, int owner, const Quanta& p) {
  for (int k = 0; k < 3; ++k) atomicAdd(out.force + static_cast<std::int64_t>(k) * local + owner, 0ull - p.v[k]);
}

/// A potential with double-precision kernels and a list of one class of cutoffs.
class DoubleForce : public CudaForce {
 public:
  /// `pair_cutoff`: [t_i * types + t_j], Å, symmetric.
  DoubleForce(std::string name, std::vector<std::string> species, std::vector<double> pair_cutoff)
      : name_(std::move(name)), species_(std::move(species)) {
    settings_.types = static_cast<int>(species_.size());
    settings_.outer = std::move(pair_cutoff);
  }
  std::string name() const final { return name_; }
  const std::vector<std::string>& species() const final { return species_; }
  const NeighborSettings& list_settings() const final { return settings_; }
  bool needs_positions() const final { return true; }
  double quantum() const final { return push_quantum; }
  void reserve(const Stream&, const std::vector<int>&) final {}  // works in registers

 private:
  std::string name_;
  std::vector<std::string> species_;
  NeighborSettings settings_;
};

/// Each reads the file that the CPU's potential of the same name reads.
std::unique_ptr<CudaForce> make_cuda_lennard_jones(const std::string& path);
std::unique_ptr<CudaForce> make_cuda_tersoff(const std::string& path);
std::unique_ptr<CudaForce> make_cuda_default_carbon();

}  // namespace nacre::cuda
