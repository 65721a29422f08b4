// The network of all members and its gradient:
//   y = w0 q - b0,  t = tanh y,  U = sum w1 t - bias,  d = w1 (1 - t^2),  G = w0^T d
// and the radial series h_kJ = sum_n G_n c_nk.
//
// A warp does four atoms of one type for 32 members, eight neurons at a time: 8 x 4 products stay in registers, so that
// a weight is read once for four atoms and a descriptor once for eight neurons. First y of the eight, then their part
// of G, which is added to what the eights before left in global memory. Warps of a block have the same members and
// mostly the same type: the weights of the second use come from L1.
//
// PbTe, an atom and member: 2 x 1,260 multiply-adds with 1,260/4 + 1,260/8 loads each, and 4 x 42 numbers of G written
// and read. Weights from L2: 1,563 groups x 0.25 MB of 50 members, 0.4 GB.
#include "train/model/population/cuda_population_view.h"

namespace nacre::cuda {

namespace {

constexpr int block_atoms = network_atoms, block_neurons = 8;

/// One thread's work: four atoms, one member.
struct Network {
  const PopulationArguments& a;
  int type, member;
  int atom[block_atoms];
  bool valid[block_atoms];
  float energy[block_atoms];
  float y[block_neurons][block_atoms];  ///< w0 q, then d

  __device__ Network(const PopulationArguments& a, const int* group, int member) : a(a), member(member) {
#pragma unroll
    for (int i = 0; i < block_atoms; ++i) {
      valid[i] = group[i] >= 0;
      atom[i] = valid[i] ? group[i] : group[0];
    }
    type = a.geometry.type[atom[0]];
    const float bias = *parameter(a, a.shape.bias() + type, member);
#pragma unroll
    for (int i = 0; i < block_atoms; ++i) energy[i] = -bias;
  }

  /// Weights of neuron `mu`; those beyond the last read its, and are multiplied by zero.
  __device__ const float* weights(int mu) const {
    const PopulationShape& m = a.shape;
    const int row = mu < m.neurons ? mu : m.neurons - 1;
    return parameter(a, m.w0() + static_cast<std::size_t>(type * m.neurons + row) * m.components, member);
  }
  __device__ float* component(float* array, int i, int c) const {
    return work_row(a, array, static_cast<std::int64_t>(atom[i]) * a.shape.components + c, member);
  }

  __device__ __forceinline__ void products(int first) {
    const float* w[block_neurons];
#pragma unroll
    for (int r = 0; r < block_neurons; ++r) w[r] = weights(first + r);
    const float* q[block_atoms];
#pragma unroll
    for (int i = 0; i < block_atoms; ++i) q[i] = component(a.work.q, i, 0);
#pragma unroll
    for (int r = 0; r < block_neurons; ++r)
#pragma unroll
      for (int i = 0; i < block_atoms; ++i) y[r][i] = 0;
    for (int c = 0; c < a.shape.components; ++c) {
      float x[block_atoms];
#pragma unroll
      for (int i = 0; i < block_atoms; ++i) x[i] = *q[i], q[i] += a.stride;
#pragma unroll
      for (int r = 0; r < block_neurons; ++r) {
        const float weight = __ldg(w[r]);
        w[r] += a.parameter_stride;
#pragma unroll
        for (int i = 0; i < block_atoms; ++i) y[r][i] += weight * x[i];
      }
    }
  }

  __device__ __forceinline__ void activate(int first) {
    const PopulationShape& m = a.shape;
#pragma unroll
    for (int r = 0; r < block_neurons; ++r) {
      const int mu = first + r, row = type * m.neurons + (mu < m.neurons ? mu : m.neurons - 1);
      const float b0 = *parameter(a, m.b0() + row, member);
      const float w1 = mu < m.neurons ? *parameter(a, m.w1() + row, member) : 0.0f;
#pragma unroll
      for (int i = 0; i < block_atoms; ++i) {
        const float t = hyperbolic_tangent(y[r][i] - b0);
        energy[i] += w1 * t;
        y[r][i] = w1 * (1 - t * t);
      }
    }
  }

  __device__ __forceinline__ void add_gradient(int first) const {
    const float* w[block_neurons];
#pragma unroll
    for (int r = 0; r < block_neurons; ++r) w[r] = weights(first + r);
    for (int c = 0; c < a.shape.components; ++c) {
      float sum[block_atoms];
#pragma unroll
      for (int i = 0; i < block_atoms; ++i) sum[i] = first == 0 ? 0.0f : *component(a.work.gradient, i, c);
#pragma unroll
      for (int r = 0; r < block_neurons; ++r) {
        const float weight = __ldg(w[r]);
        w[r] += a.parameter_stride;
#pragma unroll
        for (int i = 0; i < block_atoms; ++i) sum[i] += weight * y[r][i];
      }
#pragma unroll
      for (int i = 0; i < block_atoms; ++i)
        if (valid[i]) *component(a.work.gradient, i, c) = sum[i];
    }
  }
};

__global__ void network_kernel(PopulationArguments a) {
  const LanePlace at = lane_place(a, a.geometry.groups);
  if (!at.active) return;
  Network network(a, a.geometry.group + static_cast<std::int64_t>(at.item) * block_atoms, at.member);
  for (int first = 0; first < a.shape.neurons; first += block_neurons) {
    network.products(first);
    network.activate(first);
    network.add_gradient(first);
  }
#pragma unroll
  for (int i = 0; i < block_atoms; ++i)
    if (network.valid[i]) *work_row(a, a.work.energy, network.atom[i], at.member) = network.energy[i];
}

__global__ void radial_series_kernel(PopulationArguments a) {
  const PopulationShape& m = a.shape;
  const LanePlace at = lane_place(a, a.geometry.atoms * m.types);
  if (!at.active) return;
  const int atom = at.item / m.types, tj = at.item % m.types;
  const float* g = work_row(a, a.work.gradient, static_cast<std::int64_t>(atom) * m.components, at.member);
  const float* c = radial_c(a, a.geometry.type[atom], tj, at.member);
  float* h = work_row(a, a.work.h, static_cast<std::int64_t>(at.item) * m.radial_cols, at.member);
  for (int k = 0; k < m.radial_cols; ++k) {
    float sum = 0;
    for (int n = 0; n < m.radial_rows; ++n)
      sum += g[static_cast<std::int64_t>(n) * a.stride] *
             __ldg(c + static_cast<std::int64_t>(n * m.radial_cols + k) * a.parameter_stride);
    h[static_cast<std::int64_t>(k) * a.stride] = sum;
  }
}

}  // namespace

void population_network(const Stream& stream, const PopulationArguments& a) {
  launch(stream, "networks of a population", network_kernel, cover_members(a, a.geometry.groups), a);
  launch(stream, "radial series of a population", radial_series_kernel,
         cover_members(a, a.geometry.atoms * a.shape.types), a);
}

}  // namespace nacre::cuda
