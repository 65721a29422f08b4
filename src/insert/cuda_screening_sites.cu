// Energies of the new atoms, and the sum of all: a candidate a warp. Shared memory of a warp:
//   f [32][cols]  g [32][n]  b [32][lm]  of 32 neighbours               B [cols]  S [n][lm]  q [component]
// Lanes: neighbours for their functions, then columns, (n, lm), n, and neurons.
#include "insert/cuda_screening_functions.h"

namespace nacre::insert {

namespace {

using namespace nacre::cuda;

struct SiteShared {
  FunctionRows rows;
  double *basis, *sums, *q;
  __device__ SiteShared(const ModelView& m, double* at) : rows(m, warp_size, at) {
    basis = at;
    sums = basis + columns(m);
    q = sums + m.angular_rows * m.terms;
  }
};
std::size_t site_reals(const ModelView& m) {
  return function_reals(m, warp_size) + columns(m) + static_cast<std::size_t>(m.angular_rows) * m.terms + m.components;
}

/// Radial components of the neighbours of one type, added to q. Lanes: neighbours, then columns, then n.
__device__ inline void site_radial(const ScreeningArguments& a, std::int64_t begin, std::int64_t end, int type,
                                   SiteShared& at) {
  const ModelView& m = a.model.m;
  const int lane = lane_index(), pair = a.new_type * m.types + type;
  for (int k = lane; k < m.radial_cols; k += warp_size) at.basis[k] = 0;
  for (std::int64_t base = begin; base < end; base += warp_size) {
    const std::int64_t i = base + lane;
    const bool mine = i < end && a.neighbor_type[i] == type;
    if (lane_votes(mine) == 0) continue;
    radial_functions(m, pair, mine ? a.neighbor[i].r : 2 * m.radial_cutoff[pair], at.rows.f + lane * at.rows.f_stride);
    __syncwarp();
    for (int k = lane; k < m.radial_cols; k += warp_size) {
      double sum = 0;
      for (int l = 0; l < warp_size; ++l) sum += at.rows.f[l * at.rows.f_stride + k];
      at.basis[k] += sum;
    }
    __syncwarp();
  }
  __syncwarp();
  const double* c = m.radial_c + static_cast<std::int64_t>(pair) * m.radial_rows * m.radial_cols;
  for (int n = lane; n < m.radial_rows; n += warp_size)
    at.q[n] += product(c + n * m.radial_cols, at.basis, m.radial_cols);
  __syncwarp();
}

/// Angular sums of the neighbours of one type. Lanes: neighbours, then (n, lm).
template <int L>
__device__ inline void site_angular(const ScreeningArguments& a, std::int64_t begin, std::int64_t end, int type,
                                    SiteShared& at) {
  const ModelView& m = a.model.m;
  const int lane = lane_index(), pair = a.new_type * m.types + type;
  const double cutoff = m.angular_cutoff[pair];
  const double* c = m.angular_c + static_cast<std::int64_t>(pair) * m.angular_rows * m.angular_cols;
  for (std::int64_t base = begin; base < end; base += warp_size) {
    const std::int64_t i = base + lane;
    const bool mine = i < end && a.neighbor_type[i] == type && a.neighbor[i].r < cutoff;
    const unsigned votes = lane_votes(mine);
    if (votes == 0) continue;
    if (mine) {  // into the rows that are filled first
      const int row = lanes_before(votes);
      double* f = at.rows.f + row * at.rows.f_stride;
      angular_functions<L>(m, pair, a.neighbor[i], f, at.rows.b + row * at.rows.b_stride);
      for (int n = 0; n < m.angular_rows; ++n)
        at.rows.g[row * at.rows.g_stride + n] = product(c + n * m.angular_cols, f, m.angular_cols);
    }
    __syncwarp();
    const int filled = __popc(votes);
    for (int item = lane; item < m.angular_rows * m.terms; item += warp_size) {
      const int n = item / m.terms, lm = item % m.terms;
      double sum = at.sums[item];
      for (int row = 0; row < filled; ++row)
        sum += at.rows.g[row * at.rows.g_stride + n] * at.rows.b[row * at.rows.b_stride + lm];
      at.sums[item] = sum;
    }
    __syncwarp();
  }
}

/// This lane's share of sum_mu w1 tanh(y).
__device__ inline double site_network(const ScreeningArguments& a, const double* q) {
  const ModelView& m = a.model.m;
  const int stride = a.model.neuron_stride;
  const std::int64_t type = a.new_type;
  const double* w0 = a.model.w0_transposed + type * m.components * stride;
  double energy = 0;
  for (int mu = lane_index(); mu < stride; mu += warp_size) {
    double y = -a.model.b0[type * stride + mu];
    for (int nu = 0; nu < m.components; ++nu) y += w0[static_cast<std::int64_t>(nu) * stride + mu] * q[nu];
    double s, s_other;
    sigmoids(y, s, s_other);
    energy += a.model.w1[type * stride + mu] * (s - s_other);
  }
  return energy;
}

// 4 blocks a multiprocessor: more do not fit into shared memory, so registers need not be saved.
template <int L>
__global__ void __launch_bounds__(most_warps* warp_size, 4) sites_kernel(ScreeningArguments a) {
  const std::int64_t c = warp_index();
  if (c >= a.candidates) return;
  const ModelView& m = a.model.m;
  const int lane = lane_index();
  SiteShared at(m, reinterpret_cast<double*>(shared_memory()) + warp_in_block() * a.shared_reals);
  for (int i = lane; i < m.angular_rows * m.terms; i += warp_size) at.sums[i] = 0;
  for (int n = lane; n < m.radial_rows; n += warp_size) at.q[n] = 0;
  __syncwarp();
  const std::int64_t begin = a.neighbor_begin[c], end = a.neighbor_begin[c + 1];
  for (int type = 0; type < m.types; ++type) {
    site_radial(a, begin, end, type, at);
    if (m.l_max > 0) site_angular<L>(a, begin, end, type, at);
  }
  for (int n = lane; n < m.angular_rows && m.l_max > 0; n += warp_size) {
    const double* s = at.sums + n * m.terms;
    double* next = three_body_values(l_max_of<L>(m), s, at.q + m.radial_rows + n, m.angular_rows);
    higher_body_values(m.higher, s, next, m.angular_rows);
  }
  __syncwarp();
  double energy = site_network(a, at.q);
  for (int type = 0; type < m.types; ++type) {
    const std::int64_t row = static_cast<std::int64_t>(type) * a.candidates + c;
    for (std::int64_t i = a.touch_begin[row] + lane; i < a.touch_begin[row + 1]; i += warp_size)
      energy += a.touch_energy[i];
  }
  energy = cuda::lane_sum(energy);
  if (lane == 0) a.energy[c] += energy - m.bias[a.new_type];
}

}  // namespace

void launch_sites(const Stream& stream, ScreeningArguments a) {
  a.shared_reals = static_cast<int>(site_reals(a.model.m));
  const Grid grid = grid_for(a.candidates, site_reals(a.model.m));
  const auto kernel = a.model.m.l_max == 4 ? sites_kernel<4> : sites_kernel<-1>;
  allow_shared(kernel, grid.shared);
  launch(stream, "energies of new atoms", kernel, grid, a);
}

}  // namespace nacre::insert
