// What the NEP kernels see: the model, the working arrays, and the launchers. Design: docs/physics/gpu-engine.md.
//
//   kernel            mapping           reads            writes
//   radial_sums       a warp an atom    list             q (radial components)
//   angular_sums      a warp an atom    list             s, q (angular components)
//   network           32 atoms a block  q                energy, G = dU/dq (in place of q), h
//   radial_forces     a warp an atom    list, h          force, virial
//   zbl_forces        a warp an atom    list             energy, force, virial
//   angular_forces    a warp an atom    list, s, G       force (own and neighbours'), virial
//
// Symbols as in nep_math.h. Rows that kernels read as float4 are padded to multiples of four.
#pragma once
#include "force/cuda_force.h"
#include "force/nep_view.h"

namespace nacre::cuda {

/// coefficient * s[a] s[b] s[c] (s[d]) of one n; the index `terms` stands for the factor 1.
struct ProductTerm {
  float coefficient;
  unsigned char factor[4];
  int kind;  ///< position of the invariant among the higher-body ones of this model
};

struct NepShape {
  int types, components, neurons;
  int radial_rows, radial_cols, angular_rows, angular_cols;
  int l_max, terms;
  int higher;  ///< number of higher-body invariants
};

struct NepView {
  NepShape shape;
  int stride;                  ///< of a row of q: components, padded
  int neuron_stride;           ///< neurons, padded; the padding's weights are zero
  int radial_stride;           ///< of a row of h: radial_cols, padded
  int angular_stride;          ///< of a row of angular_c: angular_rows, padded
  const float* w0;             ///< [type][neuron][stride], q_scaler folded in
  const float* w0_transposed;  ///< [type][component][neuron_stride]
  const float* b0;             ///< [type][neuron_stride]
  const float* w1;             ///< [type][neuron_stride]
  const float* bias;           ///< [type]
  /// [t_i][t_j][k][n], not padded: c' with sum_k c_nk f_k = fc sum_k c'_nk T_k, because f_k = (T_k + 1)/2 fc
  const float* radial_c;
  const float* angular_c;          ///< [t_i][t_j][k][angular_stride]
  const float* radial_cutoff;      ///< [t_i][t_j]
  const float* angular_cutoff;     ///< [t_i][t_j]
  const nep::ZblView<float>* zbl;  ///< [t_i][t_j]
  const float* three_body;         ///< [terms] factor of s_lm^2 in its invariant
  const ProductTerm* values;       ///< terms of all higher-body invariants, one invariant after the other
  const int* value_begin;          ///< [higher + 1]
  const ProductTerm* gradients;    ///< terms of the derivatives by s_lm, one lm after the other
  const int* gradient_begin;       ///< [terms + 1]
};

/// Working arrays, [local slot].
struct NepWork {
  float* q;  ///< [slot][stride]: the descriptor, then G = dU/dq in its place
  float* s;  ///< [slot][n][lm]
  float* h;  ///< [slot][t_j][radial_stride]: h_k = sum_n G_n c'_nk (network kernel)
};

struct NepArguments {
  NepView model;
  NepWork work;
  ListView list;
  ForceOutput out;
  const int2* tiles;    ///< [tile] type and first slot of 32 atoms of one type
  const int* type_end;  ///< [type] slot after the last of this type
  int tile_count;
  int sites;            ///< slots before it have site energies, those from it on are ghosts (nep_ghosts.h)
  int site_types;       ///< types before it are those of sites
  int shared_per_warp;  ///< bytes, of the kernel that is launched
};

inline constexpr int nep_tile_atoms = 32;
/// 2^-24 eV/Å: a float of 1 eV/Å or more is a multiple of it already.
inline constexpr double nep_quantum = 1.0 / 16777216.0;

void nep_radial_sums(const Stream& stream, const NepArguments& arguments);
void nep_angular_sums(const Stream& stream, NepArguments arguments);
void nep_network(const Stream& stream, const NepArguments& arguments);
void nep_radial_forces(const Stream& stream, const NepArguments& arguments);
void nep_zbl_forces(const Stream& stream, const NepArguments& arguments);
void nep_angular_forces(const Stream& stream, NepArguments arguments);

}  // namespace nacre::cuda
