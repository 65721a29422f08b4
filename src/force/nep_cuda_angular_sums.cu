// Angular descriptor of NEP on the GPU, one warp an atom:
//   s_nlm = sum_j g_n(r_ij) b_lm(r_ij/|r_ij|), then the invariants q.
// Lanes first take a neighbour each: those inside the angular cutoff are moved together and write g_n and b_lm, found
// once a pair, to shared memory. Then lanes own lm: 24 of 32 lanes at l_max = 4 keep the sums of all n in registers and
// walk over the neighbours. At last lanes own invariants (kind, n).
//
// Count for C_2024 (9 rows, 13 columns, 24 terms, 19 of 27 listed neighbours inside): g 117 and b about 60
// multiply-adds a lane, 19 x 9 for the sums, about 150 for the invariants: near 550 instructions a warp; 5 kB of shared
// memory a warp, 864 bytes written.
#include "force/nep_cuda_angular.h"

namespace nacre::cuda {

namespace {

/// Shared memory of one warp, in floats: g and b of 32 pairs; afterwards s in their place.
struct Layout {
  int g_stride, b_stride, terms;
  NACRE_HD int b_offset() const { return warp_size * g_stride; }
  NACRE_HD int floats() const {
    const int pairs = warp_size * (g_stride + b_stride), sums = (terms + 1) * g_stride;
    return pairs > sums ? pairs : sums;
  }
};
/// Odd strides of b keep lanes that write a row each out of each other's banks.
NACRE_HD inline Layout layout(const NepView& m) { return {m.angular_stride, m.shape.terms | 1, m.shape.terms}; }

template <int Level, int MaxLevel>
__device__ __forceinline__ void share_levels(int l_max, float z, const float* re, const float* im, float* b) {
  if constexpr (Level <= MaxLevel) {
    if (Level > l_max) return;
    float part[2 * Level + 1];
    nep::angular_basis_from<Level, 0>(z, z * z, re, im, part);
#pragma unroll
    for (int i = 0; i < 2 * Level + 1; ++i) b[Level * Level - 1 + i] = part[i];
    share_levels<Level + 1, MaxLevel>(l_max, z, re, im, b);
  }
}

/// g and b of the pairs of one round of lanes that lie inside the cutoff, packed; returns their number.
template <int Rows, int L>
__device__ __forceinline__ int share_pairs(const NepArguments& a, const Home& home, std::int64_t entry, bool there,
                                           float* shared) {
  using Shape = AngularShape<Rows, L>;
  const NepShape& shape = a.model.shape;
  const Layout at = layout(a.model);
  const int4 place = there ? a.list.slot[a.list.neighbor[entry]] : home.place;
  const Pair pair = make_pair(a.list, home, place, there);
  const int pair_type = home.type * shape.types + pair.type;
  const float u = pair.r / a.model.angular_cutoff[pair_type];
  const unsigned votes = lane_votes(u < 1);
  if (u < 1) {
    const int row = lanes_before(votes), rows = Shape::rows(shape);
    float g[Shape::max_rows];
    const float* c = a.model.angular_c + static_cast<std::int64_t>(pair_type) * shape.angular_cols * at.g_stride;
    radial_functions<Rows>(u, shape.angular_cols, c, at.g_stride, rows, g);
    for_rows<Rows>(rows, [&](int n) { shared[row * at.g_stride + n] = g[n]; });
    const float inverse = 1 / pair.r;
    float re[Shape::max_level + 1], im[Shape::max_level + 1];
    nep::azimuthal(pair.x * inverse, pair.y * inverse, Shape::level(shape), re, im);
    share_levels<1, Shape::max_level>(Shape::level(shape), pair.z * inverse, re, im,
                                      shared + at.b_offset() + row * at.b_stride);
  }
  return __popc(votes);
}

template <int Rows, int L>
using Sums = float[AngularShape<Rows, L>::terms_a_lane][AngularShape<Rows, L>::max_rows];

template <int Rows, int L>
__device__ __forceinline__ void add_pairs(const NepArguments& a, int count, const float* shared, Sums<Rows, L>& sum) {
  using Shape = AngularShape<Rows, L>;
  const Layout at = layout(a.model);
  const int lane = lane_index(), terms = Shape::terms(a.model.shape), rows = Shape::rows(a.model.shape);
  const float* b = shared + at.b_offset();
  for (int pair = 0; pair < count; ++pair, b += at.b_stride) {
#pragma unroll
    for (int part = 0; part < Shape::terms_a_lane; ++part) {
      const int lm = lane + part * warp_size;
      if (lm < terms) add_row<Rows>(shared + pair * at.g_stride, b[lm], rows, sum[part]);
    }
  }
}

/// The sums go to memory for the force kernel, and to shared memory with a row of ones behind them.
template <int Rows, int L>
__device__ __forceinline__ void store_sums(const NepArguments& a, int slot, const Sums<Rows, L>& sum, float* s) {
  using Shape = AngularShape<Rows, L>;
  const int lane = lane_index(), terms = Shape::terms(a.model.shape), rows = Shape::rows(a.model.shape);
  const int stride = a.model.angular_stride;
  float* to = a.work.s + static_cast<std::int64_t>(slot) * rows * terms;
#pragma unroll
  for (int part = 0; part < Shape::terms_a_lane; ++part) {
    const int lm = lane + part * warp_size;
    if (lm >= terms) continue;
    for_rows<Rows>(rows, [&](int n) {
      to[n * terms + lm] = sum[part][n];
      s[lm * stride + n] = sum[part][n];
    });
  }
  for (int n = lane; n < rows; n += warp_size) s[terms * stride + n] = 1;
}

/// Three-body invariants first, then the higher ones; s: shared, [lm][stride].
template <int Rows, int L>
__device__ __forceinline__ void store_invariants(const NepArguments& a, int slot, const float* s) {
  using Shape = AngularShape<Rows, L>;
  const NepView& m = a.model;
  const int rows = Shape::rows(m.shape), levels = Shape::level(m.shape), stride = m.angular_stride;
  float* q = a.work.q + static_cast<std::int64_t>(slot) * m.stride + m.shape.radial_rows;
  for (int item = lane_index(); item < (levels + m.shape.higher) * rows; item += warp_size) {
    const int kind = item / rows, n = item % rows;
    float sum = 0;
    if (kind < levels) {
      const int l = kind + 1;
      for (int lm = l * l - 1; lm < (l + 1) * (l + 1) - 1; ++lm) {
        const float v = s[lm * stride + n];
        sum += m.three_body[lm] * v * v;
      }
    } else {
      for (int t = m.value_begin[kind - levels]; t < m.value_begin[kind - levels + 1]; ++t)
        sum += product_of(m.values[t], s + n, stride);
    }
    q[item] = sum;
  }
}

template <int Rows, int L>
__global__ void __launch_bounds__(4 * warp_size) angular_sums_kernel(NepArguments a) {
  const std::int64_t slot = warp_index();
  if (a.list.control->halt != 0 || slot >= a.sites) return;
  const Home home = load_home(a.list, static_cast<int>(slot));
  float* shared = reinterpret_cast<float*>(shared_memory() + warp_in_block() * a.shared_per_warp);
  Sums<Rows, L> sum;
#pragma unroll
  for (int part = 0; part < AngularShape<Rows, L>::terms_a_lane; ++part)
    for_rows<Rows>(AngularShape<Rows, L>::rows(a.model.shape), [&](int n) { sum[part][n] = 0; });
  const std::int64_t end = home.begin + a.list.inner[slot];
  for (std::int64_t first = home.begin; first < end; first += warp_size) {
    const std::int64_t entry = first + lane_index();
    const int count = share_pairs<Rows, L>(a, home, entry, entry < end, shared);
    __syncwarp();
    add_pairs<Rows, L>(a, count, shared, sum);
    __syncwarp();
  }
  store_sums<Rows, L>(a, home.slot, sum, shared);
  __syncwarp();
  store_invariants<Rows, L>(a, home.slot, shared);
}

template <int Rows, int L>
struct Choice {
  static NepKernel kernel() { return angular_sums_kernel<Rows, L>; }
};

}  // namespace

void nep_angular_sums(const Stream& stream, NepArguments a) {
  if (a.model.shape.l_max == 0) return;
  launch_angular(stream, "angular sums", pick_angular<Choice>(a.model.shape), a, layout(a.model).floats());
}

}  // namespace nacre::cuda
