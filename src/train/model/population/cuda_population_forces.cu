// Forces of all members, gathered, and what becomes of them:
//   F_i = sum_j s_ij r^_ij + sum_j (p_ij - p_ji),  s_ij = sum_k (h_kJ(i) + h_kI(j)) f_k'(r)
//   squared error w |F_i - F|^2,  W_i = - sum r_ij (x) p_ij
// A warp does one atom for 32 members. PbTe, an atom and member: 60 radial neighbours of 11 multiply-adds and 18 loads,
// of which 7 are lines of h, 20 MB in all, that come from L2 (0.5 GB, 0.1 ms); 6.5 angular neighbours of 6 loads.
// A radial pair counts in the virial of the atom that has its row.
//
// Then the sums over a structure's atoms, in double: a block a structure and 32 members, each of its 8 warps every
// eighth atom, then the warps' sums in their order.
#include "train/model/population/cuda_population_view.h"

namespace nacre::cuda {

namespace {

constexpr int sum_warps = 8;

/// One atom, one member. Cols < 0: radial_cols not known to the compiler.
template <int Cols>
struct AtomForce {
  const PopulationArguments& a;
  int atom, member;
  float force[3] = {}, virial[6] = {};

  __device__ AtomForce(const PopulationArguments& a, int atom, int member) : a(a), atom(atom), member(member) {}

  __device__ __forceinline__ void add_virial(const float* row, const float* p) {
    const float r = row[3], x = r * row[0], y = r * row[1], z = r * row[2];
    virial[0] -= x * p[0], virial[1] -= y * p[1], virial[2] -= z * p[2];
    virial[3] -= x * p[1], virial[4] -= y * p[2], virial[5] -= z * p[0];
  }

  __device__ __forceinline__ void add_radial(bool wants_virial) {
    const PopulationShape& m = a.shape;
    const int cols = Cols > 0 ? Cols : m.radial_cols, type = a.geometry.type[atom];
    for (int tj = 0; tj < m.types; ++tj) {
      const std::int64_t place = static_cast<std::int64_t>(atom) * m.types + tj;
      const float* mine = work_row(a, a.work.h, place * cols, member);
      float h[Cols > 0 ? Cols : 1];
      if constexpr (Cols > 0)
#pragma unroll
        for (int k = 0; k < Cols; ++k) h[k] = mine[static_cast<std::int64_t>(k) * a.stride];
      for (int e = a.geometry.radial_begin[place]; e < a.geometry.radial_begin[place + 1]; ++e) {
        const int2 other = a.geometry.radial[e];
        const float* row = a.geometry.radial_row + static_cast<std::int64_t>(other.y >> 1) * (4 + cols);
        const float* theirs =
            work_row(a, a.work.h, (static_cast<std::int64_t>(other.x) * m.types + type) * cols, member);
        float scale = 0;
#pragma unroll
        for (int k = 0; k < cols; ++k) {
          const std::int64_t at = static_cast<std::int64_t>(k) * a.stride;
          scale += ((Cols > 0 ? h[Cols > 0 ? k : 0] : mine[at]) + theirs[at]) * row[4 + k];
        }
        const bool turned = (other.y & 1) != 0;
        if (turned) scale = -scale;
        const float p[3] = {scale * row[0], scale * row[1], scale * row[2]};
        for (int c = 0; c < 3; ++c) force[c] += p[c];
        if (wants_virial && !turned) add_virial(row, p);
      }
    }
  }

  __device__ __forceinline__ void add_angular(bool wants_virial) {
    const std::int64_t place = static_cast<std::int64_t>(atom) * a.shape.types;
    for (int e = a.geometry.angular_begin[place]; e < a.geometry.angular_begin[place + a.shape.types]; ++e) {
      const int reverse = a.geometry.angular_reverse[e];
      const float* from = work_row(a, a.work.p, static_cast<std::int64_t>(e) * 3, member);
      const float* back = work_row(a, a.work.p, static_cast<std::int64_t>(reverse) * 3, member);
      float p[3];
      for (int c = 0; c < 3; ++c) {
        p[c] = from[static_cast<std::int64_t>(c) * a.stride];
        force[c] += p[c] - (reverse >= 0 ? back[static_cast<std::int64_t>(c) * a.stride] : 0.0f);
      }
      if (wants_virial) add_virial(angular_row(a, e), p);
    }
  }

  __device__ __forceinline__ void store(bool wants_virial) const {
    const float* label = a.geometry.force + 3 * static_cast<std::int64_t>(atom);
    float square = 0;
    for (int c = 0; c < 3; ++c) square += (force[c] - label[c]) * (force[c] - label[c]);
    float* error = work_row(a, a.work.error, 2 * static_cast<std::int64_t>(atom), member);
    error[0] = a.geometry.force_weight[atom] * square, error[a.stride] = square;
    if (!wants_virial) return;
    float* to = work_row(a, a.work.virial, 6 * static_cast<std::int64_t>(atom), member);
    for (int c = 0; c < 6; ++c) to[static_cast<std::int64_t>(c) * a.stride] = virial[c];
  }
};

template <int Cols>
__global__ void force_kernel(PopulationArguments a) {
  const LanePlace at = lane_place(a, a.geometry.atoms);
  if (!at.active) return;
  const bool wants_virial = a.geometry.virial[at.item] != 0;
  AtomForce<Cols> sum(a, at.item, at.member);
  sum.add_radial(wants_virial);
  sum.add_angular(wants_virial);
  sum.store(wants_virial);
}

PopulationKernel pick_force(int cols) {
  switch (cols) {
    case 5:
      return force_kernel<5>;
    case 7:
      return force_kernel<7>;
    case 9:
      return force_kernel<9>;
    case 11:
      return force_kernel<11>;
    case 13:
      return force_kernel<13>;
    default:
      return force_kernel<-1>;
  }
}

/// Adds what one atom gives to sum[population_sums].
__device__ __forceinline__ void add_atom(const PopulationArguments& a, int atom, int member, double* sum) {
  const std::int64_t i = atom;
  sum[0] += *work_row(a, a.work.energy, i, member);
  for (int c = 0; c < 2; ++c) sum[1 + c] += *work_row(a, a.work.error, 2 * i + c, member);
  if (a.geometry.virial[atom] == 0) return;
  for (int c = 0; c < 6; ++c) sum[3 + c] += *work_row(a, a.work.virial, 6 * i + c, member);
}

__global__ void sum_kernel(PopulationArguments a) {
  const int structure = static_cast<int>(blockIdx.x) % a.geometry.structures, warp = warp_in_block();
  const int member = static_cast<int>(blockIdx.x) / a.geometry.structures * warp_size + lane_index();
  const bool active = member < a.members;
  double sum[population_sums] = {};
  if (active)
    for (int i = a.geometry.structure_begin[structure] + warp; i < a.geometry.structure_begin[structure + 1];
         i += sum_warps)
      add_atom(a, i, member, sum);
  double* of_warp = reinterpret_cast<double*>(shared_memory()) + lane_index();  // [warp][quantity][lane]
#pragma unroll
  for (int v = 0; v < population_sums; ++v) of_warp[(warp * population_sums + v) * warp_size] = sum[v];
  __syncthreads();
  if (!active) return;
  for (int v = warp; v < population_sums; v += sum_warps) {
    double total = 0;
    for (int w = 0; w < sum_warps; ++w) total += of_warp[(w * population_sums + v) * warp_size];
    a.sums[(static_cast<std::int64_t>(structure) * population_sums + v) * a.parameter_stride + member] = total;
  }
}

}  // namespace

void population_forces(const Stream& stream, const PopulationArguments& a) {
  launch(stream, "forces of a population", pick_force(a.shape.radial_cols), cover_members(a, a.geometry.atoms), a);
}

void population_structure_sums(const Stream& stream, const PopulationArguments& a) {
  const Grid grid{static_cast<unsigned>(a.geometry.structures) * static_cast<unsigned>(a.stride / warp_size),
                  sum_warps * warp_size, sum_warps * population_sums * warp_size * sizeof(double)};
  launch(stream, "sums of a population", sum_kernel, grid, a);
}

}  // namespace nacre::cuda
