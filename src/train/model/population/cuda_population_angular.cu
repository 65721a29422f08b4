// Angular forces of all members on each neighbour of each atom:
//   D_nlm = dU/dS_nlm = sum over invariants of G dq/dS
//   X_lm = sum_n g_n D_nlm,  Z_n = sum_lm b_lm D_nlm,  p_ij = r^ sum_n g'_n Z_n + sum_lm X_lm grad b_lm
//
// A block does one atom for 32 members. Its warps first take one n each, sum S_n once more and leave D_n in shared
// memory, [n][lm][lane]; then they take one neighbour each. Multiply-adds, PbTe, an atom and member: 1,800 for D; a
// neighbour 7 x (2 x 7 + 2 x 24) + 72 = 510 with 7 x (24 + 7) + 110 = 330 loads from shared memory and L1.
#include "train/model/population/cuda_population_view.h"

namespace nacre::cuda {

namespace {

constexpr unsigned angular_threads = 128;

/// d[lm] = D_nlm, 32 apart.
template <int L>
__device__ __forceinline__ void derivative_of_sums(const PopulationArguments& a, int atom, int n, int member,
                                                   float* d) {
  constexpr int terms = L * (L + 2);
  const PopulationShape& m = a.shape;
  float s[terms], to[terms];
  angular_sums<L>(a, atom, n, member, s);
#pragma unroll
  for (int lm = 0; lm < terms; ++lm) to[lm] = 0;
  const float* g = work_row(a, a.work.gradient, static_cast<std::int64_t>(atom) * m.components + n, member);
  for_each_invariant<L>(m, m.radial_rows, [&]<int Kind>(int component) {
    nep::add_invariant_gradient<Kind>(s, g[static_cast<std::int64_t>(component) * a.stride], to);
  });
#pragma unroll
  for (int lm = 0; lm < terms; ++lm) d[lm * warp_size] = to[lm];
}

/// p_ij of one neighbour of an atom of type ti. d: [n][lm], 32 apart.
template <int L>
__device__ __forceinline__ void neighbor_force(const PopulationArguments& a, int entry, int ti, int tj, int member,
                                               const float* d) {
  constexpr int terms = L * (L + 2);
  const int cols = a.shape.angular_cols;
  const float *row = angular_row(a, entry), *f = row + 4, *slope = f + cols, *grad = slope + cols + terms;
  float b[terms], x[terms], along = 0;
#pragma unroll
  for (int lm = 0; lm < terms; ++lm) b[lm] = __ldg(slope + cols + lm), x[lm] = 0;
  for (int n = 0; n < a.shape.angular_rows; ++n, d += terms * warp_size) {
    const float* c = angular_c(a, ti, tj, n, member);
    float g = 0, dg = 0, z = 0;
    for (int k = 0; k < cols; ++k) {
      const float ck = __ldg(c + static_cast<std::int64_t>(k) * a.parameter_stride);
      g += ck * __ldg(f + k), dg += ck * __ldg(slope + k);
    }
#pragma unroll
    for (int lm = 0; lm < terms; ++lm) {
      const float dn = d[lm * warp_size];
      z += b[lm] * dn, x[lm] += g * dn;
    }
    along += dg * z;
  }
  float* p = work_row(a, a.work.p, static_cast<std::int64_t>(entry) * 3, member);
  for (int xyz = 0; xyz < 3; ++xyz) {
    float sum = along * __ldg(row + xyz);
#pragma unroll
    for (int lm = 0; lm < terms; ++lm) sum += x[lm] * __ldg(grad + xyz * terms + lm);
    p[static_cast<std::int64_t>(xyz) * a.stride] = sum;
  }
}

template <int L, bool Shared>
__global__ void __launch_bounds__(angular_threads) angular_kernel(PopulationArguments a) {
  const PopulationShape& m = a.shape;
  const int atoms = a.geometry.atoms, atom = static_cast<int>(blockIdx.x) % atoms;
  const int member = static_cast<int>(blockIdx.x) / atoms * warp_size + lane_index();
  const int warp = warp_in_block(), warps = static_cast<int>(blockDim.x) / warp_size;
  constexpr int size = L * (L + 2) * warp_size;  // of D of one n
  float* d = Shared ? reinterpret_cast<float*>(shared_memory())
                    : a.work.d + static_cast<std::int64_t>(blockIdx.x) * m.angular_rows * size;
  d += lane_index();
  const bool active = member < a.members;  // all threads must reach the barrier
  if (active)
    for (int n = warp; n < m.angular_rows; n += warps) derivative_of_sums<L>(a, atom, n, member, d + n * size);
  __syncthreads();
  if (!active) return;
  const int* begin = a.geometry.angular_begin + static_cast<std::int64_t>(atom) * m.types;
  int tj = 0;
  for (int e = begin[0] + warp; e < begin[m.types]; e += warps) {
    while (e >= begin[tj + 1]) ++tj;
    neighbor_force<L>(a, e, a.geometry.type[atom], tj, member, d);
  }
}

template <bool Shared>
struct Angular {
  template <int L>
  static PopulationKernel kernel() {
    return angular_kernel<L, Shared>;
  }
};

}  // namespace

void population_angular(const Stream& stream, const PopulationArguments& a) {
  if (a.shape.l_max == 0) return;
  const bool shared = population_d_is_shared(a.shape);
  const PopulationKernel kernel =
      shared ? pick_level<Angular<true>>(a.shape.l_max) : pick_level<Angular<false>>(a.shape.l_max);
  Grid grid{static_cast<unsigned>(a.geometry.atoms) * static_cast<unsigned>(a.stride / warp_size), angular_threads,
            shared ? population_d_bytes(a.shape) : 0};
  allow_shared(kernel, grid.shared);
  launch(stream, "angular forces of a population", kernel, grid, a);
}

}  // namespace nacre::cuda
