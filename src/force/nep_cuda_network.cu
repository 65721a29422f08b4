// The network of NEP and its gradient, fused: 32 atoms of one type a block.
//   y = w0 q - b0,  t = tanh y,  U = sum w1 t - bias,   d = w1 (1 - t^2),   G = dU/dq = w0^T d,   h_k = sum_n G_n c'_nk
// Two products (neurons x components) x (components x 32) with 4 x 4 results in the registers of a thread: eight
// threads side by side hold four atoms each, so a step along the sum reads one float4 of q (or d) from shared memory
// and one float4 of weights, which is the same for eight threads and comes from L1, and does 16 multiply-adds.
//
// Count for C_2024 (100 x 67): 2 x 6.7 thousand multiply-adds an atom, 0.54 kB of q and G, 80 bytes of h; the weights
// are read once a block from L2 (54 kB, both orders). At 5,000 atoms there are 157 blocks for the 132 multiprocessors
// of an H100. The version on cuBLAS: bench/kernels/nep_network_2_cublas.cu.
#include "device/cuda_launch.h"
#include "force/nep_cuda_pairs.h"

namespace nacre::cuda {

namespace {

constexpr int atoms = nep_tile_atoms;
constexpr int atom_groups = atoms / 4;
constexpr int most_threads = 512;

struct Tile {
  int type, first, count;
};
__device__ inline Tile load_tile(const NepArguments& a) {
  const int2 tile = a.tiles[blockIdx.x];
  const int left = a.type_end[tile.x] - tile.y;
  return {tile.x, tile.y, left < atoms ? left : atoms};
}

/// The block's shared memory.
struct Shared {
  float* q;        ///< [component][atom], later G
  float* d;        ///< [neuron][atom]
  double* energy;  ///< [group][atom]
};
__device__ inline Shared layout(const NepArguments& a) {
  Shared s;
  s.energy = reinterpret_cast<double*>(shared_memory());
  s.q = reinterpret_cast<float*>(s.energy + static_cast<int>(blockDim.x) / atom_groups * atoms);
  s.d = s.q + a.model.stride * atoms;
  return s;
}
std::size_t shared_bytes(const NepView& model, unsigned threads) {
  return threads / atom_groups * atoms * sizeof(double) + (model.stride + model.neuron_stride) * atoms * sizeof(float);
}

/// Rows of q into columns; lanes go over atoms, so that neither side conflicts.
__device__ inline void load_descriptors(const NepArguments& a, const Tile& tile, float* q) {
  const int lane = lane_index(), warps = static_cast<int>(blockDim.x) / warp_size;
  const float* row = a.work.q + static_cast<std::int64_t>(tile.first + lane) * a.model.stride;
  for (int four = warp_in_block(); four < a.model.stride / 4; four += warps) {
    const float4 v = lane < tile.count ? reinterpret_cast<const float4*>(row)[four] : make_float4(0, 0, 0, 0);
    float* to = q + 4 * four * atoms + lane;
    to[0] = v.x, to[atoms] = v.y, to[2 * atoms] = v.z, to[3 * atoms] = v.w;
  }
}
__device__ inline void store_gradients(const NepArguments& a, const Tile& tile, const float* g) {
  const int lane = lane_index(), warps = static_cast<int>(blockDim.x) / warp_size;
  if (lane >= tile.count) return;
  float* row = a.work.q + static_cast<std::int64_t>(tile.first + lane) * a.model.stride;
  for (int four = warp_in_block(); four < a.model.stride / 4; four += warps) {
    const float* from = g + 4 * four * atoms + lane;
    reinterpret_cast<float4*>(row)[four] = make_float4(from[0], from[atoms], from[2 * atoms], from[3 * atoms]);
  }
}

/// sum[r][c] = sum_k w[k][4 group + r] x[k][4 atom_group + c]
__device__ inline void product(const float* w, int w_stride, int count, int group, const float* x, int atom_group,
                               float (&sum)[4][4]) {
#pragma unroll
  for (int r = 0; r < 4; ++r)
#pragma unroll
    for (int c = 0; c < 4; ++c) sum[r][c] = 0;
  const float4* weights = reinterpret_cast<const float4*>(w) + group;
  const float4* values = reinterpret_cast<const float4*>(x) + atom_group;
#pragma unroll 4
  for (int k = 0; k < count; ++k) {
    const float4 wk = weights[k * (w_stride / 4)], xk = values[k * (atoms / 4)];
    const float row[4] = {wk.x, wk.y, wk.z, wk.w}, column[4] = {xk.x, xk.y, xk.z, xk.w};
#pragma unroll
    for (int r = 0; r < 4; ++r)
#pragma unroll
      for (int c = 0; c < 4; ++c) sum[r][c] += row[r] * column[c];
  }
}

/// Hidden layer: energies of this thread's neurons, and d.
__device__ inline void forward(const NepView& m, int type, const Shared& s, int group, int groups, int atom_group,
                               double (&energy)[4]) {
  const std::int64_t matrix = static_cast<std::int64_t>(type) * m.shape.components * m.neuron_stride;
  for (int g = group; g < m.neuron_stride / 4; g += groups) {
    float y[4][4];
    product(m.w0_transposed + matrix, m.neuron_stride, m.shape.components, g, s.q, atom_group, y);
#pragma unroll
    for (int r = 0; r < 4; ++r) {
      const int neuron = 4 * g + r;
      const float b0 = m.b0[type * m.neuron_stride + neuron], w1 = m.w1[type * m.neuron_stride + neuron];
      float d[4];
#pragma unroll
      for (int c = 0; c < 4; ++c) {
        const float t = hyperbolic_tangent(y[r][c] - b0);
        energy[c] += static_cast<double>(w1 * t);
        d[c] = w1 * (1 - t * t);
      }
      reinterpret_cast<float4*>(s.d + neuron * atoms)[atom_group] = make_float4(d[0], d[1], d[2], d[3]);
    }
  }
}

__device__ inline void backward(const NepView& m, int type, const Shared& s, int group, int groups, int atom_group) {
  const std::int64_t matrix = static_cast<std::int64_t>(type) * m.shape.neurons * m.stride;
  for (int g = group; g < m.stride / 4; g += groups) {
    float gradient[4][4];
    product(m.w0 + matrix, m.stride, m.shape.neurons, g, s.d, atom_group, gradient);
#pragma unroll
    for (int r = 0; r < 4; ++r)
      reinterpret_cast<float4*>(s.q + (4 * g + r) * atoms)[atom_group] =
          make_float4(gradient[r][0], gradient[r][1], gradient[r][2], gradient[r][3]);
  }
}

/// h of every type of neighbour: a warp takes one (t_j, k), a lane an atom.
__device__ inline void contract_radial(const NepArguments& a, const Tile& tile, const float* g) {
  const NepShape& shape = a.model.shape;
  const int lane = lane_index(), warps = static_cast<int>(blockDim.x) / warp_size, stride = a.model.radial_stride;
  if (lane >= tile.count) return;
  float* h = a.work.h + static_cast<std::int64_t>(tile.first + lane) * shape.types * stride;
  for (int item = warp_in_block(); item < shape.types * stride; item += warps) {
    const int k = item % stride, type = item / stride;
    float sum = 0;
    if (k < shape.radial_cols) {
      const std::int64_t row = static_cast<std::int64_t>(tile.type * shape.types + type) * shape.radial_cols + k;
      const float* c = a.model.radial_c + row * shape.radial_rows;
      for (int n = 0; n < shape.radial_rows; ++n) sum += c[n] * g[n * atoms + lane];
    }
    h[item] = sum;
  }
}

__global__ void __launch_bounds__(most_threads) network_kernel(NepArguments a) {
  if (a.list.control->halt != 0) return;
  const Tile tile = load_tile(a);
  const Shared s = layout(a);
  const int thread = static_cast<int>(threadIdx.x), atom_group = thread % atom_groups, group = thread / atom_groups;
  const int groups = static_cast<int>(blockDim.x) / atom_groups;
  load_descriptors(a, tile, s.q);
  __syncthreads();
  double energy[4] = {};
  forward(a.model, tile.type, s, group, groups, atom_group, energy);
#pragma unroll
  for (int c = 0; c < 4; ++c) s.energy[group * atoms + 4 * atom_group + c] = energy[c];
  __syncthreads();
  if (thread < tile.count) {
    double sum = -static_cast<double>(a.model.bias[tile.type]);
    for (int g = 0; g < groups; ++g) sum += s.energy[g * atoms + thread];
    a.out.energy[tile.first + thread] = sum;
  }
  backward(a.model, tile.type, s, group, groups, atom_group);
  __syncthreads();
  store_gradients(a, tile, s.q);
  contract_radial(a, tile, s.q);
}

/// As many threads as there are 4 x 4 results in the larger product, in whole warps.
unsigned threads_for(const NepView& m) {
  const int groups = (m.neuron_stride > m.stride ? m.neuron_stride : m.stride) / 4;
  const int threads = (groups * atom_groups + warp_size - 1) / warp_size * warp_size;
  return static_cast<unsigned>(threads < most_threads ? threads : most_threads);
}

}  // namespace

void nep_network(const Stream& stream, const NepArguments& a) {
  if (a.tile_count == 0) return;
  const unsigned threads = threads_for(a.model);
  const std::size_t shared = shared_bytes(a.model, threads);
  allow_shared(network_kernel, shared);
  launch(stream, "network", network_kernel, {static_cast<unsigned>(a.tile_count), threads, shared}, a);
}

}  // namespace nacre::cuda
