// Energies and forces of the selected tiles, a block a tile; then forces and virials by gathering pair forces.
// Between two barriers the block's 16 warps share:
//   1. components of q_n = sum_kJ c_nk B_kJ                      a warp an n
//      f_k, b_lm of an angular pair, g_n and g_n' = c (f, f')    a warp a step
//   2. s_nlm = sum_j g_n b_lm                                    a warp 4 x 4 of (n, lm)
//   3. invariants                                                a warp an n
//   4. t = tanh(w0 q - b0), w1 d                                 a warp 4 neurons
//   5. G = w0^T (w1 d); U in double                              a warp 4 components; one warp
//   6. D = dU/ds; h_kJ = sum_n G_n c_nk                          a warp an n; a warp a (J, k)
//   7. radial: sum_k h_kJ f_k'; angular: p_ij                    a warp a step
// A uniform number (a coefficient, four weights) is one transaction for the warp; a step along a product reads one
// float4 of weights and one line of q for 4 x 32 multiply-adds.
#include "device/cuda_launch.h"
#include "train/model/batch/cuda_batch_lanes.h"

namespace nacre::train::gpu {

namespace {

template <int Functions, int Terms>
struct Predict : TileBlock<Functions, Terms> {
  using Base = TileBlock<Functions, Terms>;
  using Base::a, Base::m, Base::t, Base::tile, Base::warp, Base::warps;
  __device__ explicit Predict(const Arguments& arguments) : Base(arguments) {}

  __device__ void run() const {
    radial_components();
    for (int step = warp; step < Base::steps(a.tables.angular); step += warps) angular_pair(step);
    __syncthreads();
    Base::template sum_over_steps<false>(0, a.work.g, a.work.b, nullptr, nullptr, a.work.s);
    __syncthreads();
    for (int n = warp; n < m.angular_rows; n += warps) invariants(n);
    if (a.descriptors_only) return;
    __syncthreads();
    for (int group = warp; group < m.neuron_stride / 4; group += warps) neurons(group);
    __syncthreads();
    for (int group = warp; group <= m.component_stride / 4; group += warps)
      group == m.component_stride / 4 ? energy() : slopes(group);
    __syncthreads();
    for (int n = warp; n < m.angular_rows; n += warps) derivative(n);
    for (int item = warp; item < m.types * m.radial_cols; item += warps) contract(item);
    __syncthreads();
    for (int step = warp; step < Base::steps(a.tables.radial); step += warps) radial_force(step);
    for (int step = warp; step < Base::steps(a.tables.angular); step += warps) angular_force(step);
  }

  /// In double, as on the CPU: the sums of a hundred neighbours are multiplied by coefficients of either sign.
  __device__ void radial_components() const {
    const int cols = m.types * m.radial_cols;
    const ConstColumn sums = Base::column(a.tables.basis_sums, static_cast<std::int64_t>(t.table_tile) * cols);
    const Column q = Base::of_tile(a.work.q, m.components);
    for (int n = warp; n < m.radial_rows; n += warps) {
      double sum = 0;
      for (int j = 0; j < m.types; ++j) {
        const float* c = Base::radial_c(j) + n * m.radial_cols;
        for (int k = 0; k < m.radial_cols; ++k) sum += static_cast<double>(c[k] * sums[j * m.radial_cols + k]);
      }
      q[n] = static_cast<float>(sum);
    }
  }

  __device__ void angular_pair(int step) const {
    const int j = Base::type_of_step(a.tables.angular, step);
    float pair[4], f[Functions], df[Functions], b[Terms];
    Base::load_pair(a.tables.angular, t.angular_step + step, pair);
    Base::functions(pair[3], a.parameters.angular_cutoff[Base::type_pair(j)], m.angular_cols, f, df);
    const std::int64_t at = t.angular_work + step;
    coefficients(j, f, df, Base::column(a.work.g, at * m.angular_rows), Base::column(a.work.dg, at * m.angular_rows));
    Base::angular_basis(pair, b);
    Base::store_terms(b, Base::column(a.work.b, at * m.padded_terms));
  }
  __device__ void coefficients(int j, const float (&f)[Functions], const float (&df)[Functions], Column g,
                               Column dg) const {
    const float* c = Base::angular_c(j);
    for (int n = 0; n < m.angular_rows; ++n, c += m.angular_cols) {
      float value = 0, change = 0;
#pragma unroll
      for (int k = 0; k < Functions; ++k) {
        if (k >= m.angular_cols) break;
        value += c[k] * f[k], change += c[k] * df[k];
      }
      g[n] = value, dg[n] = change;
    }
  }

  __device__ void invariants(int n) const {
    float s[Terms];
    Base::load_terms(Base::of_tile(a.work.s, Base::sums_count()) + n * m.padded_terms, s);
    const Column q = Base::of_tile(a.work.q, m.components);
    Base::for_each_invariant(
        [&](int component, auto kind) { q[component + n] = nep::invariant_value<decltype(kind)::value>(s); });
  }

  __device__ void neurons(int group) const {
    const float* w0 = a.parameters.w0_transposed + static_cast<std::int64_t>(t.type) * m.components * m.neuron_stride;
    float y[4];
    Base::four_products(w0, m.neuron_stride, m.components, group, Base::of_tile(a.work.q, m.components), y);
    const Column tanh = Base::of_tile(a.work.tanh, m.neurons), wd = Base::of_tile(a.work.wd, m.neurons);
    for (int i = 0; i < 4; ++i) {
      const int mu = 4 * group + i, at = t.type * m.neuron_stride + mu;
      if (mu >= m.neurons) continue;
      const float value = hyperbolic_tangent(y[i] - a.parameters.b0[at]);
      tanh[mu] = value;
      wd[mu] = a.parameters.w1[at] * (1 - value * value);
    }
  }

  __device__ void slopes(int group) const {
    const float* w0 = a.parameters.w0 + static_cast<std::int64_t>(t.type) * m.neurons * m.component_stride;
    float y[4];
    Base::four_products(w0, m.component_stride, m.neurons, group, Base::of_tile(a.work.wd, m.neurons), y);
    const Column slope = Base::of_tile(a.work.slope, m.components);
    for (int i = 0; i < 4; ++i)
      if (4 * group + i < m.components) slope[4 * group + i] = y[i];
  }
  __device__ void energy() const {
    const ConstColumn tanh = Base::of_tile(a.work.tanh, m.neurons);
    double sum = -static_cast<double>(a.parameters.bias[t.type]);
    for (int mu = 0; mu < m.neurons; ++mu)
      sum += static_cast<double>(a.parameters.w1[t.type * m.neuron_stride + mu] * tanh[mu]);
    a.work.energy[static_cast<std::int64_t>(tile) * lanes + Base::lane] = sum;
  }

  __device__ void derivative(int n) const {
    float s[Terms], d[Terms];
    Base::load_terms(Base::of_tile(a.work.s, Base::sums_count()) + n * m.padded_terms, s);
#pragma unroll
    for (float& v : d) v = 0;
    Base::add_derivative(n, s, Base::of_tile(a.work.slope, m.components), d);
    Base::store_terms(d, Base::of_tile(a.work.d, Base::sums_count()) + n * m.padded_terms);
  }
  __device__ void contract(int item) const {
    const ConstColumn slope = Base::of_tile(a.work.slope, m.components);
    const float* c = Base::radial_c(item / m.radial_cols) + item % m.radial_cols;
    float sum = 0;
    for (int n = 0; n < m.radial_rows; ++n) sum += c[n * m.radial_cols] * slope[n];
    Base::of_tile(a.work.h, m.types * m.radial_cols)[item] = sum;
  }

  __device__ void radial_force(int step) const {
    const int j = Base::type_of_step(a.tables.radial, step);
    const ConstColumn h = Base::of_tile(a.work.h, m.types * m.radial_cols) + j * m.radial_cols;
    float f[Functions], df[Functions], sum = 0;
    Base::functions(Base::column(a.tables.radial.pair, 4 * (t.radial_step + step))[3],
                    a.parameters.radial_cutoff[Base::type_pair(j)], m.radial_cols, f, df);
#pragma unroll
    for (int k = 0; k < Functions; ++k) {
      if (k >= m.radial_cols) break;
      sum += h[k] * df[k];
    }
    Base::column(a.work.radial, t.radial_work + step)[0] = sum;
  }

  __device__ void angular_force(int step) const {
    const std::int64_t at = t.angular_work + step;
    float pair[4], b[Terms], x[Terms], p[3], gx, gy, gz;
    Base::load_pair(a.tables.angular, t.angular_step + step, pair);
    Base::load_terms(Base::column(a.work.b, at * m.padded_terms), b);
    const float along =
        contract_terms(Base::column(a.work.g, at * m.angular_rows), Base::column(a.work.dg, at * m.angular_rows), b, x);
    nep::angular_gradient(pair[0], pair[1], pair[2], Base::l_max, x, gx, gy, gz);
    angular_pair_force(pair, gx, gy, gz, along, p);
    const Column to = Base::column(a.work.angular, 3 * at);
    for (int c = 0; c < 3; ++c) to[c] = p[c];
  }
  /// x_lm = sum_n D_nlm g_n; returns sum_n g'_n sum_lm D_nlm b_lm.
  __device__ float contract_terms(ConstColumn g, ConstColumn dg, const float (&b)[Terms], float (&x)[Terms]) const {
#pragma unroll
    for (float& v : x) v = 0;
    const ConstColumn d = Base::of_tile(a.work.d, Base::sums_count());
    float along = 0;
    for (int n = 0; n < m.angular_rows; ++n) {
      const ConstColumn dn = d + n * m.padded_terms;
      const float value = g[n];
      float change = 0;
#pragma unroll
      for (int i = 0; i < Terms; ++i)
        if (i < m.padded_terms) {
          const float v = dn[i];
          x[i] += v * value, change += v * b[i];
        }
      along += dg[n] * change;
    }
    return along;
  }
};

template <class Sizes>
__global__ void __launch_bounds__(tile_warps* lanes) predict_kernel(Arguments a) {
  Predict<Sizes::functions, Sizes::terms>(a).run();
}

/// A block a tile, its warps share the steps:
///   F_i = sum_j (P_ij + P_ji) r^ (radial, P the force along r^) + p_ij - p_ji (angular)    W_i = -sum_j r_ij (x) p_ij
struct Gather : TileBlock<1, 24> {
  using Base = TileBlock<1, 24>;
  __device__ explicit Gather(const Arguments& arguments) : Base(arguments) {}

  __device__ void run() const {
    float sum[gathered] = {};
    for (int step = warp; step < steps(a.tables.radial); step += warps) radial(step, sum);
    for (int step = warp; step < steps(a.tables.angular); step += warps) angular(step, sum);
    auto* shared = reinterpret_cast<float*>(cuda::shared_memory());  // [warp][force, virial][lane]
    for (int c = 0; c < gathered; ++c) shared[(warp * gathered + c) * lanes + lane] = sum[c];
    __syncthreads();
    for (int c = warp; c < gathered; c += warps) store(c, shared);
  }
  __device__ void store(int c, const float* shared) const {
    double sum = 0;
    for (int w = 0; w < warps; ++w) sum += shared[(w * gathered + c) * lanes + lane];
    const int row = a.tables.lane_row[static_cast<std::int64_t>(t.table_tile) * lanes + lane];
    if (c >= 3)
      of_tile(a.work.virial, 9)[c - 3] = static_cast<float>(sum);
    else if (row != t.padding)
      a.work.force[3 * static_cast<std::int64_t>(t.row + row) + c] = static_cast<float>(sum);
  }
  __device__ static void add_virial(const float (&pair)[4], const float (&p)[3], float (&sum)[gathered]) {
    for (int c = 0; c < 9; ++c) sum[3 + c] -= pair[c / 3] * pair[3] * p[c % 3];
  }
  __device__ void radial(int step, float (&sum)[gathered]) const {
    float pair[4], p[3];
    load_pair(a.tables.radial, t.radial_step + step, pair);
    const int reverse = a.tables.radial.reverse[(t.radial_step + step) * lanes + lane];
    const float own = column(a.work.radial, t.radial_work + step)[0];
    const float both = own + (reverse < 0 ? 0 : a.work.radial[t.radial_chunk * lanes + reverse]);
    for (int c = 0; c < 3; ++c) p[c] = own * pair[c], sum[c] += both * pair[c];
    add_virial(pair, p, sum);
  }
  __device__ void angular(int step, float (&sum)[gathered]) const {
    float pair[4], p[3];
    load_pair(a.tables.angular, t.angular_step + step, pair);
    const int reverse = a.tables.angular.reverse[(t.angular_step + step) * lanes + lane];
    const ConstColumn own = column(a.work.angular, 3 * (t.angular_work + step));
    const float* other = a.work.angular + 3 * (t.angular_chunk + reverse / lanes) * lanes + reverse % lanes;
    for (int c = 0; c < 3; ++c) {
      p[c] = own[c];
      sum[c] += p[c] - (reverse < 0 ? 0 : other[c * lanes]);
    }
    add_virial(pair, p, sum);
  }
};

__global__ void __launch_bounds__(gather_warps* lanes) gather_kernel(Arguments a) { Gather(a).run(); }

}  // namespace

void enqueue_predict(const Stream& stream, const Arguments& a) {
  if (a.tile_count == 0) return;
  const cuda::Grid grid{static_cast<unsigned>(a.tile_count), tile_warps * lanes, 0};
  cuda::launch(stream, "batch: energies", fits_small(a.shape) ? predict_kernel<SmallSizes> : predict_kernel<AnySizes>,
               grid, a);
  if (a.descriptors_only) return;
  cuda::launch(stream, "batch: forces", gather_kernel,
               {grid.blocks, gather_warps * lanes, gather_warps * gathered * lanes * sizeof(float)}, a);
}

}  // namespace nacre::train::gpu
