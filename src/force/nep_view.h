// Plain views of a model, a neighbour list and output arrays: what the NEP loops see. No owners, no library types, so
// that the sources compiled with their own instruction set instantiate nothing that others could pick up.
#pragma once
#include <cstddef>
#include <cstdint>

namespace nacre::nep {

template <class Real>
struct ZblView {
  Real inner, outer, prefactor, amplitude[4], exponent[4];  ///< outer 0: none
};

template <class Real>
struct ModelView {
  int types, components, neurons;
  int radial_rows, radial_cols;    ///< radial_n + 1, radial_k + 1
  int angular_rows, angular_cols;  ///< angular_n + 1, angular_k + 1
  int l_max;
  int terms;  ///< l_max (l_max + 2)
  bool higher[6];
  bool zbl;
  const Real* w0;                 ///< [type][neuron][component], q_scaler folded in
  const Real* b0;                 ///< [type][neuron]
  const Real* w1;                 ///< [type][neuron]
  const Real* bias;               ///< [type] b1 + type bias
  const Real* radial_c;           ///< [t_i][t_j][n][k]
  const Real* angular_c;          ///< [t_i][t_j][n][k]
  const Real* radial_cutoff;      ///< [t_i][t_j]
  const Real* angular_cutoff;     ///< [t_i][t_j]
  const ZblView<Real>* zbl_pair;  ///< [t_i][t_j]
};

template <class Real>
struct ListView {
  const std::int32_t* grid_points;  ///< [slot][x, y, z, type], in `unit`
  const double* positions;          ///< [slot][x, y, z] in Å, for full precision
  double unit;
  const int* neighbors;       ///< [entry] slots
  const std::int64_t* begin;  ///< [tile * types + type] steps
  const int* inner_steps;     ///< [tile * types + type]
  const int* tile_type;       ///< [tile * lanes] type of a local slot
  int max_steps, max_inner;   ///< of any tile, all types together
  int nowhere;
};

template <class Real>
struct OutputView {
  double* energy;      ///< [local slot]
  Real* virial;        ///< [9][tile][lane]: virial + (9 tile + c) lanes; null: not wanted
  double* force_sums;  ///< [slot][4], this thread's own; null: descriptors only, no forces and no ZBL energy
  Real* descriptor;    ///< [tile][component][lane] before the q_scaler; null: not wanted
  /// [slot][9], this thread's own: -r_ij (x) p_ij at the neighbour j (ghost_force.h); null: not wanted.
  double* neighbor_virial = nullptr;
};

/// One instruction set's loop.
template <class Real>
struct TileLoop {
  int lanes;
  std::size_t (*scratch_reals)(const ModelView<Real>&, const ListView<Real>&);  ///< 64-byte aligned, a thread
  void (*run)(const ModelView<Real>&, const ListView<Real>&, const OutputView<Real>&, Real* scratch, int tile);
};

TileLoop<float> tile_loop_scalar();
TileLoop<double> tile_loop_double();
TileLoop<float> tile_loop_avx2();
TileLoop<float> tile_loop_avx512();

}  // namespace nacre::nep
