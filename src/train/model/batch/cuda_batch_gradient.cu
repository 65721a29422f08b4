// Derivatives of the loss by what the parameters multiply (batch_gradient.h has the equations), a block a tile, after
// the predict kernel. Between two barriers the block's 16 warps share:
//   1. radial: w = v . r^, sums of w f_k' over a warp's steps    a warp a step, its sums to memory
//      angular: f, w f', w g', beta                              a warp a step
//   2. gamma_kJ: the 16 sums in their order                      a warp a (J, k)
//      sigma_nlm = sum_j w g' b + g beta                         a warp 4 x 4 of (n, lm)
//   3. a_n = sum_kJ c_nk gamma_kJ; a_d = sum_lm sigma dq_d/ds    a warp an n
//   4. u = w0 a, eps, dw1                                        a warp 4 neurons
//   5. q' = w0^T eps                                             a warp 4 components
//   6. s'                                                        a warp an n
//   7. X_n, Y_n of an angular pair                               a warp a step
#include "device/cuda_launch.h"
#include "train/model/batch/cuda_batch_lanes.h"

namespace nacre::train::gpu {

namespace {

/// E', F'_i and W' of a lane; zero in padding.
struct LaneSeed {
  float energy, force[3], virial[9];
  __device__ LaneSeed(const Arguments& a, const Tile& t, int lane) {
    const int row = a.tables.lane_row[static_cast<std::int64_t>(t.table_tile) * lanes + lane];
    const int frame = a.tables.row_frame[t.table_row + row];
    const float* f = a.seeds.rows + 4 * static_cast<std::int64_t>(t.row + row);
    const float* of_frame = a.seeds.frames + static_cast<std::int64_t>(frame < 0 ? 0 : t.frame + frame) * frame_seeds;
    for (int c = 0; c < 3; ++c) force[c] = f[c];
    energy = frame < 0 ? 0 : of_frame[0];
    for (int c = 0; c < 9; ++c) virial[c] = frame < 0 ? 0 : of_frame[1 + c];
  }
};

template <int Functions, int Terms>
struct Gradient : TileBlock<Functions, Terms> {
  using Base = TileBlock<Functions, Terms>;
  using Base::a, Base::m, Base::t, Base::tile, Base::lane, Base::warp, Base::warps;
  __device__ explicit Gradient(const Arguments& arguments) : Base(arguments) {}

  __device__ void run() const {
    pairs();
    __syncthreads();
    for (int item = warp; item < m.types * m.radial_cols; item += warps) gamma(item);
    Base::template sum_over_steps<true>(m.types * m.radial_cols, a.work.wdg, a.work.b, a.work.g, a.work.beta,
                                        a.work.sigma);
    __syncthreads();
    for (int n = warp; n < m.radial_rows; n += warps) radial_seed(n);
    for (int n = warps - 1 - warp; n < m.angular_rows; n += warps) invariant_seed(n);
    __syncthreads();
    for (int group = warp; group < m.neuron_stride / 4; group += warps) neurons(group);
    __syncthreads();
    for (int group = warp; group < m.component_stride / 4; group += warps) component_seeds(group);
    __syncthreads();
    for (int n = warp; n < m.angular_rows; n += warps) sum_seed(n);
    __syncthreads();
    for (int step = warp; step < Base::steps(a.tables.angular); step += warps) pair_coefficients(step);
  }

  // --- 1. pairs

  __device__ void pairs() const {
    const LaneSeed seed(a, t, lane);
    for (int j = 0; j < m.types; ++j) radial_pairs(seed, j);
    for (int step = warp; step < Base::steps(a.tables.angular); step += warps) angular_pair(seed, step);
  }
  /// v_ij = F'_i - F'_j - W'^T r_ij; returns w = v . r^.
  __device__ float seed_of(const LaneSeed& seed, const PairTable& table, std::int64_t step, const float (&pair)[4],
                           float& vx, float& vy, float& vz) const {
    const int row = table.row[step * lanes + lane];
    const float* f = a.seeds.rows + 4 * static_cast<std::int64_t>(t.row + row);
    pair_seed(pair, seed.force, seed.virial, f[0], f[1], f[2], vx, vy, vz);
    return along_pair(pair, vx, vy, vz);
  }
  __device__ void radial_pairs(const LaneSeed& seed, int j) const {
    float sum[Functions], f[Functions], df[Functions];
#pragma unroll
    for (float& v : sum) v = 0;
    const float cutoff = a.parameters.radial_cutoff[Base::type_pair(j)];
    const int last = Base::first_step(a.tables.radial, j + 1);
    for (int step = Base::first_step(a.tables.radial, j) + warp; step < last; step += warps) {
      float pair[4], vx, vy, vz;
      Base::load_pair(a.tables.radial, t.radial_step + step, pair);
      const float w = seed_of(seed, a.tables.radial, t.radial_step + step, pair, vx, vy, vz);
      Base::functions(pair[3], cutoff, m.radial_cols, f, df);
#pragma unroll
      for (int k = 0; k < Functions; ++k) {
        if (k >= m.radial_cols) break;
        sum[k] += w * df[k];
      }
    }
    const Column to = partial_gamma(warp) + j * m.radial_cols;
#pragma unroll
    for (int k = 0; k < Functions; ++k)
      if (k < m.radial_cols) to[k] = sum[k];
  }
  __device__ Column partial_gamma(int of_warp) const {
    const std::int64_t count = m.types * m.radial_cols;
    return Base::column(a.work.partial_gamma, (static_cast<std::int64_t>(tile) * warps + of_warp) * count);
  }
  __device__ void angular_pair(const LaneSeed& seed, int step) const {
    const int j = Base::type_of_step(a.tables.angular, step);
    const std::int64_t at = t.angular_work + step;
    float pair[4], vx, vy, vz;
    Base::load_pair(a.tables.angular, t.angular_step + step, pair);
    const float w = seed_of(seed, a.tables.angular, t.angular_step + step, pair, vx, vy, vz);
    store_functions(pair[3], w, j, at);
    const ConstColumn dg = Base::column(a.work.dg, at * m.angular_rows);
    const Column wdg = Base::column(a.work.wdg, at * m.angular_rows);
    for (int n = 0; n < m.angular_rows; ++n) wdg[n] = w * dg[n];
    float beta[Terms];
#pragma unroll
    for (float& v : beta) v = 0;
    angular_seed(pair, vx, vy, vz, w, Base::l_max, beta);
    Base::store_terms(beta, Base::column(a.work.beta, at * m.padded_terms));
  }
  __device__ void store_functions(float r, float w, int j, std::int64_t at) const {
    float f[Functions], df[Functions];
    Base::functions(r, a.parameters.angular_cutoff[Base::type_pair(j)], m.angular_cols, f, df);
    const Column to_f = Base::column(a.work.f, at * m.angular_cols),
                 to_df = Base::column(a.work.df, at * m.angular_cols);
#pragma unroll
    for (int k = 0; k < Functions; ++k) {
      if (k >= m.angular_cols) break;
      to_f[k] = f[k], to_df[k] = w * df[k];
    }
  }

  // --- 2. and 3. seeds of the descriptor's derivatives

  __device__ void gamma(int item) const {
    float sum = 0;
    for (int w = 0; w < warps; ++w) sum += partial_gamma(w)[item];
    Base::of_tile(a.work.gamma, m.types * m.radial_cols)[item] = sum;
  }
  __device__ void radial_seed(int n) const {
    const ConstColumn gamma = Base::of_tile(a.work.gamma, m.types * m.radial_cols);
    float sum = 0;
    for (int j = 0; j < m.types; ++j) {
      const float* c = Base::radial_c(j) + n * m.radial_cols;
      for (int k = 0; k < m.radial_cols; ++k) sum += c[k] * gamma[j * m.radial_cols + k];
    }
    Base::of_tile(a.work.a, m.components)[n] = sum;
  }
  __device__ Column row_of(float* sums, int n) const {
    return Base::of_tile(sums, Base::sums_count()) + n * m.padded_terms;
  }
  __device__ void invariant_seed(int n) const {
    float s[Terms], sigma[Terms];
    Base::load_terms(row_of(a.work.s, n), s);
    Base::load_terms(row_of(a.work.sigma, n), sigma);
    const Column to = Base::of_tile(a.work.a, m.components);
    Base::for_each_invariant(
        [&](int component, auto kind) { to[component + n] = nep::invariant_along<decltype(kind)::value>(s, sigma); });
  }

  // --- 4. and 5. network

  __device__ void neurons(int group) const {
    const float* w0 = a.parameters.w0_transposed + static_cast<std::int64_t>(t.type) * m.components * m.neuron_stride;
    float u[4];
    Base::four_products(w0, m.neuron_stride, m.components, group, Base::of_tile(a.work.a, m.components), u);
    const float energy = LaneSeed(a, t, lane).energy;
    const ConstColumn tanh = Base::of_tile(a.work.tanh, m.neurons);
    const Column eps = Base::of_tile(a.work.eps, m.neurons), dw1 = Base::of_tile(a.work.dw1, m.neurons);
    for (int i = 0; i < 4; ++i) {
      const int mu = 4 * group + i;
      if (mu >= m.neurons) continue;
      float wd, seed;
      neuron_seed(a.parameters.w1[t.type * m.neuron_stride + mu], tanh[mu], u[i], energy, wd, seed);
      eps[mu] = seed;
      dw1[mu] = output_weight_slope(tanh[mu], u[i], energy);
    }
  }
  __device__ void component_seeds(int group) const {
    const float* w0 = a.parameters.w0 + static_cast<std::int64_t>(t.type) * m.neurons * m.component_stride;
    float y[4];
    Base::four_products(w0, m.component_stride, m.neurons, group, Base::of_tile(a.work.eps, m.neurons), y);
    const Column q_seed = Base::of_tile(a.work.q_seed, m.components);
    for (int i = 0; i < 4; ++i)
      if (4 * group + i < m.components) q_seed[4 * group + i] = y[i];
  }

  // --- 6. and 7. angular coefficients

  __device__ void sum_seed(int n) const {
    float s[Terms], sigma[Terms], result[Terms];
    Base::load_terms(row_of(a.work.s, n), s);
    Base::load_terms(row_of(a.work.sigma, n), sigma);
#pragma unroll
    for (float& v : result) v = 0;
    Base::add_derivative(n, s, Base::of_tile(a.work.q_seed, m.components), result);
    const ConstColumn slope = Base::of_tile(a.work.slope, m.components);
    Base::for_each_invariant([&](int component, auto kind) {
      nep::add_invariant_second<decltype(kind)::value>(s, sigma, slope[component + n], result);
    });
    Base::store_terms(result, row_of(a.work.s_seed, n));
  }
  /// X_n = sum_lm s' b_lm + D beta_lm, Y_n = sum_lm D b_lm.
  __device__ void pair_coefficients(int step) const {
    const std::int64_t at = t.angular_work + step;
    float b[Terms], beta[Terms];
    Base::load_terms(Base::column(a.work.b, at * m.padded_terms), b);
    Base::load_terms(Base::column(a.work.beta, at * m.padded_terms), beta);
    const Column to_x = Base::column(a.work.x, at * m.angular_rows), to_y = Base::column(a.work.y, at * m.angular_rows);
    for (int n = 0; n < m.angular_rows; ++n) {
      const ConstColumn d = row_of(a.work.d, n), seed = row_of(a.work.s_seed, n);
      float x = 0, y = 0;
#pragma unroll
      for (int i = 0; i < Terms; ++i)
        if (i < m.padded_terms) {
          const float di = d[i];
          x += seed[i] * b[i] + di * beta[i], y += di * b[i];
        }
      to_x[n] = x, to_y[n] = y;
    }
  }
};

template <class Sizes>
__global__ void __launch_bounds__(tile_warps* lanes) gradient_kernel(Arguments a) {
  Gradient<Sizes::functions, Sizes::terms>(a).run();
}

}  // namespace

void enqueue_gradient(const Stream& stream, const Arguments& a) {
  if (a.tile_count == 0) return;
  cuda::launch(stream, "batch: seeds of the parameters",
               fits_small(a.shape) ? gradient_kernel<SmallSizes> : gradient_kernel<AnySizes>,
               {static_cast<unsigned>(a.tile_count), tile_warps * lanes, 0}, a);
}

}  // namespace nacre::train::gpu
