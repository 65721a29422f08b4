// Energies of touched atoms: eight atoms of one type a warp. Shared memory of a warp:
//   f [8][cols]  radial functions of each touch, then angular ones      g [8][n]   b [8][lm]
//   dq [component][8]                                                   s, e [32 items][lm], an item is one (n, touch)
// Hidden layer: a lane is a neuron; weights come coalesced from L1, changes of the descriptor are broadcast.
#include "insert/cuda_screening_functions.h"

namespace nacre::insert {

namespace {

using namespace nacre::cuda;

struct TouchShared {
  FunctionRows rows;
  double *dq, *s, *e;
  __device__ TouchShared(const ModelView& m, double* at) : rows(m, touches_per_warp, at) {
    dq = at;
    s = dq + m.components * touches_per_warp;
    e = s + warp_size * odd(m.terms);
  }
};
std::size_t touch_reals(const ModelView& m) {
  // All parts are even: dq is read in pairs.
  return function_reals(m, touches_per_warp) + static_cast<std::size_t>(m.components) * touches_per_warp +
         2 * static_cast<std::size_t>(warp_size) * odd(m.terms);
}

/// Changes of the radial components, and g and b. Lanes: touches for the functions, (n, touch) for the products.
template <int L>
__device__ inline void touch_geometry(const ScreeningArguments& a, std::int64_t first, int count, TouchShared& at) {
  const ModelView& m = a.model.m;
  const int lane = lane_index(), pair = a.touch_type * m.types + a.new_type;
  FunctionRows& rows = at.rows;
  const double far = 2 * a.model.zone[pair].outer;
  const Arrow v = lane < count ? a.touch[first + lane] : Arrow{0, 0, far, far};
  if (lane < touches_per_warp) radial_functions(m, pair, v.r, rows.f + lane * rows.f_stride);
  __syncwarp();
  const double* c = m.radial_c + static_cast<std::int64_t>(pair) * m.radial_rows * m.radial_cols;
  for (int i = lane; i < m.radial_rows * touches_per_warp; i += warp_size) {
    const int n = i / touches_per_warp, t = i % touches_per_warp;
    at.dq[i] = product(c + n * m.radial_cols, rows.f + t * rows.f_stride, m.radial_cols);
  }
  __syncwarp();
  if (m.l_max == 0) return;
  if (lane < touches_per_warp)
    angular_functions<L>(m, pair, v, rows.f + lane * rows.f_stride, rows.b + lane * rows.b_stride);
  __syncwarp();
  c = m.angular_c + static_cast<std::int64_t>(pair) * m.angular_rows * m.angular_cols;
  for (int i = lane; i < m.angular_rows * touches_per_warp; i += warp_size) {
    const int n = i / touches_per_warp, t = i % touches_per_warp;
    rows.g[t * rows.g_stride + n] = product(c + n * m.angular_cols, rows.f + t * rows.f_stride, m.angular_cols);
  }
  __syncwarp();
}

/// Changes of the invariants. A lane is one (n, touch); its sums go through rows of shared memory.
template <int L>
__device__ inline void touch_invariants(const ScreeningArguments& a, std::int64_t first, int count, TouchShared& at) {
  const ModelView& m = a.model.m;
  const int lane = lane_index();
  double* s = at.s + lane * odd(m.terms);
  double* e = at.e + lane * odd(m.terms);
  const int stride = m.angular_rows * touches_per_warp;
  for (int i = lane; i < stride; i += warp_size) {
    const int n = i / touches_per_warp, t = i % touches_per_warp;
    const std::int64_t atom = a.touch_atom[first + (t < count ? t : 0)];
    const double* row = a.structure.sums + (atom * m.angular_rows + n) * m.terms;
    const double* b = at.rows.b + t * at.rows.b_stride;
    const double g = at.rows.g[t * at.rows.g_stride + n];
    for (int lm = 0; lm < m.terms; ++lm) {
      const double change = g * b[lm];
      e[lm] = change;
      s[lm] = row[lm] + 0.5 * change;
    }
    double* next = three_body_changes(l_max_of<L>(m), s, e, at.dq + m.radial_rows * touches_per_warp + i, stride);
    for (int lm = 0; lm < m.terms; ++lm) {  // before and after
      const double middle = s[lm], half = 0.5 * e[lm];
      s[lm] = middle - half, e[lm] = middle + half;
    }
    higher_body_changes(m.higher, s, e, next, stride);
  }
  __syncwarp();
}

/// Two doubles that travel together.
struct alignas(16) Two {
  double a, b;
};

/// Adds the changes of the neurons mu, mu + 32, .. (`Groups` of them) to the touches' energies. One load of a weight
/// serves 8 multiply-adds, one of four pairs of dq 2 Groups.
template <int Groups>
__device__ inline void add_neurons(const ScreeningArguments& a, std::int64_t first, int count, const double* dq, int mu,
                                   double (&energy)[touches_per_warp]) {
  const ModelView& m = a.model.m;
  const int stride = a.model.neuron_stride;
  const double* w0 = a.model.w0_transposed + static_cast<std::int64_t>(a.touch_type) * m.components * stride + mu;
  double d[Groups][touches_per_warp] = {};
  for (int nu = 0; nu < m.components; ++nu, w0 += stride) {
    const Two* pairs = reinterpret_cast<const Two*>(dq + nu * touches_per_warp);
    double w[Groups];
#pragma unroll
    for (int g = 0; g < Groups; ++g) w[g] = w0[g * warp_size];
#pragma unroll
    for (int p = 0; p < touches_per_warp / 2; ++p) {
      const Two two = pairs[p];
#pragma unroll
      for (int g = 0; g < Groups; ++g) d[g][2 * p] += w[g] * two.a, d[g][2 * p + 1] += w[g] * two.b;
    }
  }
#pragma unroll
  for (int g = 0; g < Groups; ++g) {
    const int neuron = mu + g * warp_size;
    const double weight = 2 * a.model.w1[static_cast<std::int64_t>(a.touch_type) * stride + neuron];
#pragma unroll
    for (int t = 0; t < touches_per_warp; ++t) {
      if (neuron >= m.neurons || t >= count) continue;
      const double* s = a.structure.sigmoids + static_cast<std::int64_t>(a.touch_atom[first + t]) * 2 * m.neurons;
      energy[t] += weight * half_tanh_difference(d[g][t], growth(d[g][t]), s[neuron], s[m.neurons + neuron]);
    }
  }
}

/// sum_mu w1 [tanh(y + d) - tanh(y)] of each touch: lanes 0 .. 7 get the sums. Lanes: neurons.
__device__ inline double touch_network(const ScreeningArguments& a, std::int64_t first, int count, const double* dq) {
  double energy[touches_per_warp] = {};
  int mu = lane_index();
  for (; mu + warp_size < a.model.neuron_stride; mu += 2 * warp_size) add_neurons<2>(a, first, count, dq, mu, energy);
  if (mu < a.model.neuron_stride) add_neurons<1>(a, first, count, dq, mu, energy);
  return transposed_sums<touches_per_warp>(energy);
}

template <int L>
__global__ void __launch_bounds__(most_warps* warp_size) touches_kernel(ScreeningArguments a) {
  const std::int64_t first = a.first_touch + warp_index() * touches_per_warp;
  if (first >= a.last_touch) return;
  const std::int64_t left = a.last_touch - first;
  const int count = left < touches_per_warp ? static_cast<int>(left) : touches_per_warp;
  TouchShared at(a.model.m, reinterpret_cast<double*>(shared_memory()) + warp_in_block() * a.shared_reals);
  touch_geometry<L>(a, first, count, at);
  if (a.model.m.l_max > 0) touch_invariants<L>(a, first, count, at);
  const double energy = touch_network(a, first, count, at.dq);
  if (lane_index() < count) a.touch_energy[first + lane_index()] = energy;
}

}  // namespace

void launch_touches(const Stream& stream, ScreeningArguments a) {
  const std::int64_t touches = a.last_touch - a.first_touch;
  if (touches <= 0) return;
  a.shared_reals = static_cast<int>(touch_reals(a.model.m));
  const Grid grid = grid_for((touches + touches_per_warp - 1) / touches_per_warp, touch_reals(a.model.m));
  const auto kernel = a.model.m.l_max == 4 ? touches_kernel<4> : touches_kernel<-1>;
  allow_shared(kernel, grid.shared);
  launch(stream, "energies of touched atoms", kernel, grid, a);
}

}  // namespace nacre::insert
