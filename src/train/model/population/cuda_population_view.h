// Energies, forces and virials of many models of one shape on many structures, on the GPU: what its kernels share.
// Formulas: population_loop.h, the CPU's loop.
//
//   descriptor  q_n = sum_kJ c_nk B_kJ,  S_nlm = sum_j g_n b_lm,  q_nl(S_n)      a warp (atom, n)
//   network     U, G = dU/dq                                                    a warp 4 atoms of one type
//   h           h_kJ = sum_n G_n c_nk                                           a warp (atom, J)
//   angular     D_n = dU/dS_n, then p_ij of all neighbours                      a block an atom
//   forces      F_i = sum_j (s_ij r^ + p_ij - p_ji), squared error, virial      a warp an atom
//   sums        over the atoms of a structure, double, fixed order              a block a structure
//
// Members of the population are the lanes, 32 to a warp, and the last index of every array: what depends on a member is
// read in whole lines, geometry is one number for the whole warp, and no warp ever diverges. No atomics: a radial pair
// is done from both ends, an angular force is fetched from the neighbour's row through the reverse index.
//
// S is not kept: it is summed once more for D, which costs less than writing and reading it (PbTe: 168 numbers an atom
// and member, 1.3 kB there and back, 0.4 ns at 3.3 TB/s; 6.5 neighbours x 7 x 38 loads from L1, 0.24 ns). D stays in
// shared memory, [n][lm][lane], unless the model is too large for that.
//
// Why not cuBLAS: the products have inner dimensions of 8 to 60 and one pair of matrices a member; fused they are bound
// by loads from L1, apart they would be bound by writing what is between them.
//
// Count for PbTe (6,250 atoms, 2 types, 60 and 6.5 neighbours, 7 x 7 and 7 x 7, l 4, 30 neurons, 42 components), an
// atom and a member, in multiply-adds / loads: descriptor 1,700 / 1,900, network 2,500 / 1,100, h 100 / 200, angular
// 5,000 / 4,600, forces 1,000 / 1,200. With 50 members 3.2 G multiply-adds a generation, 0.1 ms at 67 TFLOP/s, and, 50
// on 64 lanes, 113 M loads of a warp, nearly all from L1 or shared memory (geometry, parameters, D), of which each of
// the 132 multiprocessors of an H100 does one a cycle: 0.5 ms, the bound that holds. Global memory: q, G, h, p and sums
// there and back, 1.1 kB an atom and member, 0.34 GB, 0.1 ms. Expected: 1 ms.
#pragma once
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "force/nep_math.h"
#include "train/model/population/population_view.h"

namespace nacre::cuda {

using train::PopulationShape;

inline constexpr int network_atoms = 4;    ///< atoms of one type that go through the network together
inline constexpr int population_sums = 9;  ///< energy, squared errors with and without weights, virial

/// Of a part of the batch: whole structures, atoms counted through. Written on the host once, only read by kernels.
struct PopulationGeometry {
  int structures, atoms, groups;
  int* structure_begin;  ///< [structure + 1] atoms
  int* type;             ///< [atom]
  int* virial;           ///< [atom] 1: of a structure with a label
  int* group;            ///< [group][network_atoms] atoms of one type, -1 where there is none, which is never first
  float* basis_sums;     ///< [atom][t_j][k]
  int* radial_begin;     ///< [atom * types + t_j], + 1
  int2* radial;          ///< neighbour; 2 row + 1 where the row is the neighbour's, so that its vector points here
  float* radial_row;     ///< [row][4 + cols], StructureView
  int* angular_begin;    ///< [atom * types + t_j], + 1
  int* angular_reverse;  ///< the entry from the other side, or -1
  float* angular_row;    ///< [entry][4 + 2 cols + 4 terms], StructureView
  float* force;          ///< [atom][3]
  float* force_weight;   ///< [atom]
};

/// Intermediate numbers, a stride apart; those of a member stand at its place.
struct PopulationWork {
  float* q;         ///< [atom][component]
  float* gradient;  ///< [atom][component] G = dU/dq
  float* h;         ///< [atom][t_j][k]
  float* d;         ///< [32 members][atom][n][lm][32]; empty when D is in shared memory
  float* p;         ///< [angular entry][3]
  float* energy;    ///< [atom] U
  float* error;     ///< [atom][2] squared, with and without weight
  float* virial;    ///< [atom][6]
};

struct PopulationArguments {
  PopulationShape shape;
  PopulationGeometry geometry;
  PopulationWork work;
  int members, stride;      ///< of the work arrays; the stride is a multiple of 32
  const float* parameters;  ///< [row][parameter_stride], q_scaler folded in
  int parameter_stride;
  double* sums;  ///< [structure][population_sums][parameter_stride]
};

void population_descriptor(const Stream& stream, const PopulationArguments& arguments);
void population_network(const Stream& stream, const PopulationArguments& arguments);
void population_angular(const Stream& stream, const PopulationArguments& arguments);
void population_forces(const Stream& stream, const PopulationArguments& arguments);
void population_structure_sums(const Stream& stream, const PopulationArguments& arguments);

/// D of an atom in shared memory leaves room for two blocks on a multiprocessor.
inline std::size_t population_d_bytes(const PopulationShape& m) {
  return static_cast<std::size_t>(m.angular_rows) * m.terms * warp_size * sizeof(float);
}
inline bool population_d_is_shared(const PopulationShape& m) { return population_d_bytes(m) <= 100 * 1024; }

// --- for kernels

/// What a lane works on. Blocks go through the items for 32 members, then for the next 32.
struct LanePlace {
  int item, member;
  bool active;
};
inline unsigned item_blocks(int items, unsigned threads) {
  const unsigned warps = threads / warp_size;
  return (static_cast<unsigned>(items) + warps - 1) / warps;
}
inline Grid cover_members(const PopulationArguments& a, int items, unsigned threads = 128) {
  const unsigned blocks = item_blocks(items, threads) * static_cast<unsigned>(a.stride / warp_size);
  return {blocks < 1 ? 1 : blocks, threads, 0};
}
__device__ __forceinline__ LanePlace lane_place(const PopulationArguments& a, int items) {
  const unsigned warps = blockDim.x / warp_size, blocks = (static_cast<unsigned>(items) + warps - 1) / warps;
  LanePlace at;
  at.item = static_cast<int>(blockIdx.x % blocks * warps) + warp_in_block();
  at.member = static_cast<int>(blockIdx.x / blocks) * warp_size + lane_index();
  at.active = at.item < items && at.member < a.members;
  return at;
}

/// Row r of the parameters; the next one is a parameter_stride further.
__device__ __forceinline__ const float* parameter(const PopulationArguments& a, std::size_t row, int member) {
  return a.parameters + row * a.parameter_stride + member;
}
__device__ __forceinline__ const float* radial_c(const PopulationArguments& a, int ti, int tj, int member) {
  const PopulationShape& m = a.shape;
  return parameter(a, m.radial_c() + static_cast<std::size_t>(ti * m.types + tj) * m.radial_rows * m.radial_cols,
                   member);
}
__device__ __forceinline__ const float* angular_c(const PopulationArguments& a, int ti, int tj, int n, int member) {
  const PopulationShape& m = a.shape;
  const std::size_t row = static_cast<std::size_t>(ti * m.types + tj) * m.angular_rows + n;
  return parameter(a, m.angular_c() + row * m.angular_cols, member);
}
/// Row r of an array with `rows` an item.
__device__ __forceinline__ float* work_row(const PopulationArguments& a, float* array, std::int64_t row, int member) {
  return array + row * a.stride + member;
}
__device__ __forceinline__ const float* angular_row(const PopulationArguments& a, int entry) {
  const PopulationShape& m = a.shape;
  return a.geometry.angular_row + static_cast<std::int64_t>(entry) * (4 + 2 * m.angular_cols + 4 * m.terms);
}

/// sum_k c_k f_k, c a parameter_stride apart.
__device__ __forceinline__ float combined(const float* c, int stride, const float* f, int count) {
  float sum = 0;
  for (int k = 0; k < count; ++k) sum += __ldg(c + static_cast<std::int64_t>(k) * stride) * __ldg(f + k);
  return sum;
}

/// s[lm] = S_nlm = sum_j g_n(r_ij) b_lm.
template <int L>
__device__ __forceinline__ void angular_sums(const PopulationArguments& a, int atom, int n, int member, float* s) {
  constexpr int terms = L * (L + 2);
  const PopulationShape& m = a.shape;
  const int type = a.geometry.type[atom];
  const int* begin = a.geometry.angular_begin + static_cast<std::int64_t>(atom) * m.types;
#pragma unroll
  for (int lm = 0; lm < terms; ++lm) s[lm] = 0;
  for (int tj = 0; tj < m.types; ++tj) {
    const float* c = angular_c(a, type, tj, n, member);
    for (int e = begin[tj]; e < begin[tj + 1]; ++e) {
      const float *row = angular_row(a, e), *b = row + 4 + 2 * m.angular_cols;
      const float g = combined(c, a.parameter_stride, row + 4, m.angular_cols);
#pragma unroll
      for (int lm = 0; lm < terms; ++lm) s[lm] += g * __ldg(b + lm);
    }
  }
}

/// Whether l up to L has all the sums of a higher-body invariant.
template <int L>
constexpr bool has_sums_of(int kind) {
  const nep::MonomialList& list = nep::higher_body_terms[kind];
  for (int t = 0; t < list.count; ++t)
    for (int f : list.terms[t].factor)
      if (f >= L * (L + 2)) return false;
  return true;
}

/// body<Kind>(component of q for n = 0) in the order of the descriptor; kinds as in nep::invariant_value().
template <int L, int Kind = -1, class Body>
__device__ __forceinline__ void for_each_invariant(const PopulationShape& m, int component, Body&& body) {
  if constexpr (Kind < 0) {
    body.template operator()<Kind>(component);
    for_each_invariant<L, (-Kind < L ? Kind - 1 : 0)>(m, component + m.angular_rows, body);
  } else if constexpr (Kind < 6) {
    constexpr bool possible = has_sums_of<L>(Kind);
    if constexpr (possible) {
      if (m.higher[Kind]) {
        body.template operator()<Kind>(component);
        component += m.angular_rows;
      }
    }
    for_each_invariant<L, Kind + 1>(m, component, body);
  }
}

using PopulationKernel = void (*)(PopulationArguments);

/// Choice::kernel<L>() for l_max = 1..8.
template <class Choice, int L = 1>
PopulationKernel pick_level(int l_max) {
  if constexpr (L < nep::max_l) {
    if (l_max > L) return pick_level<Choice, L + 1>(l_max);
  }
  return Choice::template kernel<L>();
}

}  // namespace nacre::cuda
