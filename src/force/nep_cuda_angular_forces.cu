// Angular forces of NEP on the GPU, one warp an atom:
//   D_nlm = dU_i/ds_nlm = sum over the invariants of G dq/ds,   X_lm = sum_n g_n D_nlm,   Y_lm = sum_n g'_n D_nlm
//   p_ij = sum_lm [ Y_lm b_lm r^ + X_lm (1 - r^ r^) grad b_lm / r ],   F_i += p_ij,  F_j -= p_ij,  W_i -= r_ij (x) p_ij
// Lanes first own (lm, n) and make D in shared memory, then take a neighbour each. The neighbour is pushed by integer
// atomics on fixed-point forces: exact, so no order shows, and no reverse index has to be built and read.
//
// Count for C_2024: D 7 rounds of about 40 instructions; a lane's pair 234 for g and g', 432 for X and Y, about 150 for
// b and its gradient, 19 of 32 lanes at work: near 1,000 instructions a warp, 72 float4 of D a lane (the same for all);
// 0.9 kB read, 57 atomics of 8 bytes an atom.
#include "force/nep_cuda_angular.h"

namespace nacre::cuda {

namespace {

/// Shared memory of one warp, in floats: D, s with its row of ones, G of the angular components.
struct Layout {
  int stride, terms, components;
  NACRE_HD int s_offset() const { return terms * stride; }
  NACRE_HD int g_offset() const { return s_offset() + (terms + 1) * stride; }
  NACRE_HD int floats() const { return g_offset() + components; }
};
NACRE_HD inline Layout layout(const NepView& m) {
  return {m.angular_stride, m.shape.terms, m.shape.components - m.shape.radial_rows};
}

template <int Rows, int L>
__device__ __forceinline__ void load_sums(const NepArguments& a, int slot, float* shared) {
  using Shape = AngularShape<Rows, L>;
  const Layout at = layout(a.model);
  const int rows = Shape::rows(a.model.shape), terms = Shape::terms(a.model.shape);
  float* s = shared + at.s_offset();
  const float* from = a.work.s + static_cast<std::int64_t>(slot) * rows * terms;
  for (int item = lane_index(); item < rows * terms; item += warp_size)
    s[item % terms * at.stride + item / terms] = from[item];
  for (int n = lane_index(); n < rows; n += warp_size) s[terms * at.stride + n] = 1;
  const float* g = a.work.q + static_cast<std::int64_t>(slot) * a.model.stride + a.model.shape.radial_rows;
  for (int item = lane_index(); item < at.components; item += warp_size) shared[at.g_offset() + item] = g[item];
}

template <int Rows, int L>
__device__ __forceinline__ void make_derivatives(const NepArguments& a, float* shared) {
  using Shape = AngularShape<Rows, L>;
  const NepView& m = a.model;
  const Layout at = layout(m);
  const int rows = Shape::rows(m.shape), terms = Shape::terms(m.shape), levels = Shape::level(m.shape);
  const float *s = shared + at.s_offset(), *g = shared + at.g_offset();
  for (int item = lane_index(); item < rows * terms; item += warp_size) {
    const int lm = item / rows, n = item % rows;
    float d = 2 * m.three_body[lm] * s[lm * at.stride + n] * g[(level_of(lm) - 1) * rows + n];
    for (int t = m.gradient_begin[lm]; t < m.gradient_begin[lm + 1]; ++t)
      d += g[(levels + m.gradients[t].kind) * rows + n] * product_of(m.gradients[t], s + n, at.stride);
    shared[lm * at.stride + n] = d;
  }
}

/// sum_n row[n] g[n] and sum_n row[n] slope[n].
template <int Rows>
__device__ __forceinline__ void two_products(const float* row, int rows, const float* g, const float* slope,
                                             float& value, float& change) {
  value = change = 0;
  if constexpr (Rows > 0) {
#pragma unroll
    for (int four = 0; four < (Rows + 3) / 4; ++four) {
      const float4 v = reinterpret_cast<const float4*>(row)[four];
      const float part[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
      for (int i = 0; i < 4; ++i)
        if (4 * four + i < Rows) value += part[i] * g[4 * four + i], change += part[i] * slope[4 * four + i];
    }
  } else {
    for (int n = 0; n < rows; ++n) value += row[n] * g[n], change += row[n] * slope[n];
  }
}

/// What a pair gathers over lm: sum Y b along the pair and the gradient of the polynomials with weights X.
struct Gathered {
  float along, gx, gy, gz;
};

template <int Level, int MaxLevel, int Rows>
__device__ __forceinline__ void gather_levels(int l_max, int rows, float z, const float* re, const float* im,
                                              const float* d, int stride, const float* g, const float* slope,
                                              Gathered& sum) {
  if constexpr (Level <= MaxLevel) {
    if (Level > l_max) return;
    float b[2 * Level + 1], weight[2 * Level + 1];
    nep::angular_basis_from<Level, 0>(z, z * z, re, im, b);
#pragma unroll
    for (int i = 0; i < 2 * Level + 1; ++i) {
      float change;
      two_products<Rows>(d + (Level * Level - 1 + i) * stride, rows, g, slope, weight[i], change);
      sum.along += change * b[i];
    }
    nep::angular_gradient_from<Level, 0>(z, z * z, re, im, weight, sum.gx, sum.gy, sum.gz);
    gather_levels<Level + 1, MaxLevel, Rows>(l_max, rows, z, re, im, d, stride, g, slope, sum);
  }
}

/// p_ij of a pair inside the cutoff.
template <int Rows, int L>
__device__ __forceinline__ void pair_force(const NepArguments& a, const Home& home, const Pair& pair, float cutoff,
                                           const float* d, float (&p)[3]) {
  using Shape = AngularShape<Rows, L>;
  const NepShape& shape = a.model.shape;
  const int rows = Shape::rows(shape), stride = a.model.angular_stride, pair_type = home.type * shape.types + pair.type;
  const float* c = a.model.angular_c + static_cast<std::int64_t>(pair_type) * shape.angular_cols * stride;
  const float inverse = 1 / pair.r, x = pair.x * inverse, y = pair.y * inverse, z = pair.z * inverse;
  float g[Shape::max_rows], slope[Shape::max_rows];
  radial_functions<Rows>(pair.r / cutoff, shape.angular_cols, c, stride, rows, g, slope);
  float re[Shape::max_level + 1], im[Shape::max_level + 1];
  nep::azimuthal(x, y, Shape::level(shape), re, im);
  Gathered sum{0, 0, 0, 0};
  gather_levels<1, Shape::max_level, Rows>(Shape::level(shape), rows, z, re, im, d, stride, g, slope, sum);
  // grad of b_lm(r/|r|) = (1 - r^ r^)/r times the gradient of the polynomials
  const float radial = sum.along / cutoff - (sum.gx * x + sum.gy * y + sum.gz * z) * inverse;
  p[0] = quantised(radial * x + sum.gx * inverse);
  p[1] = quantised(radial * y + sum.gy * inverse);
  p[2] = quantised(radial * z + sum.gz * inverse);
}

template <int Rows, int L>
__global__ void __launch_bounds__(4 * warp_size, 4) angular_forces_kernel(NepArguments a) {
  const std::int64_t slot = warp_index();
  if (a.list.control->halt != 0 || slot >= a.sites) return;
  const Home home = load_home(a.list, static_cast<int>(slot));
  float* shared = reinterpret_cast<float*>(shared_memory() + warp_in_block() * a.shared_per_warp);
  load_sums<Rows, L>(a, home.slot, shared);
  __syncwarp();
  make_derivatives<Rows, L>(a, shared);
  __syncwarp();
  OwnForce own;
  float virial[9] = {};
  const std::int64_t end = home.begin + a.list.inner[slot];
  for (std::int64_t first = home.begin; first < end; first += warp_size) {
    const std::int64_t entry = first + lane_index();
    const int4 place = entry < end ? a.list.slot[a.list.neighbor[entry]] : home.place;
    const Pair pair = make_pair(a.list, home, place, entry < end);
    const float cutoff = a.model.angular_cutoff[home.type * a.model.shape.types + pair.type];
    if (!(pair.r < cutoff)) continue;
    float p[3];
    pair_force<Rows, L>(a, home, pair, cutoff, shared, p);
    own.add(p[0], p[1], p[2]);
#pragma unroll
    for (int k = 0; k < 3; ++k)
      atomicAdd(&a.out.force[static_cast<std::int64_t>(k) * a.list.local + pair.owner],
                quanta(-static_cast<double>(p[k]), 1 / nep_quantum));
    if (a.out.virial == nullptr) continue;
#pragma unroll
    for (int k = 0; k < 3; ++k)
      virial[k] -= pair.x * p[k], virial[3 + k] -= pair.y * p[k], virial[6 + k] -= pair.z * p[k];
  }
  own.store(a.out, a.list.local, home.slot);
  if (a.out.virial != nullptr) store_virial(a.out, a.list.local, home.slot, virial);
}

template <int Rows, int L>
struct Choice {
  static NepKernel kernel() { return angular_forces_kernel<Rows, L>; }
};

}  // namespace

void nep_angular_forces(const Stream& stream, NepArguments a) {
  if (a.model.shape.l_max == 0) return;
  launch_angular(stream, "angular forces", pick_angular<Choice>(a.model.shape), a, layout(a.model).floats());
}

}  // namespace nacre::cuda
