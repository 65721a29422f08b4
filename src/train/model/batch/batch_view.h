// Plain views for the loops over a batch (batch_predict.h, batch_gradient.h): what is made once, what predict()
// leaves for the gradient, and what comes out. No owners, as in force/nep_view.h: the sources compiled with their own
// instruction set instantiate nothing that others could pick up.
//
// A *chunk* is a few frames that one thread works on; its atoms, sorted by type, are cut into *tiles* of as many atoms
// as a SIMD register has lanes, all of one type but not of one frame, so that frames of a few atoms fill the lanes too.
// An atom's *row* counts the atoms of its chunk; the row after the last belongs to lanes and steps that are padding.
// Neighbours of a tile are interleaved: step a holds neighbour a of every lane, grouped by the neighbour's type J. They
// name their atom, not its image: the vector from atom to neighbour is in the table.
#pragma once
#include <cstddef>
#include <cstdint>

#include "force/nep_view.h"

namespace nacre::train {

template <class Real>
struct PairView {
  const Real* pair;           ///< [step][x, y, z, r][lane]: unit vector and distance (Å); padding: distance = cutoff
  const int* row;             ///< [step][lane]
  const std::int64_t* begin;  ///< [tile * types + J] steps, and one more at the end
  int max_steps;              ///< of any tile
};

template <class Real>
struct ChunkView {
  int tiles;
  PairView<Real> radial, angular;
  const Real* basis_sums;  ///< [tile][J][k][lane] B_kJ = sum_{j of J} f_k(r_ij)
  const int* tile_type;    ///< [tile]
  const int* row;          ///< [tile][lane]
  int padded_terms;        ///< b_lm of one n, filled up with zeros to whole register blocks of 4
  // What predict() leaves behind.
  Real* q;         ///< [tile][component][lane], before the q_scaler
  Real* slope;     ///< [tile][component][lane] G = dU/dq
  Real* tanh;      ///< [tile][neuron][lane]
  Real* sums;      ///< [tile][n][lm, padded][lane] s_nlm
  double* energy;  ///< [tile][lane] U_i, eV
  Real* virial;    ///< [tile][9][lane], eV
};

/// dL/d(prediction) of one chunk.
template <class Real>
struct SeedView {
  const Real* lane;  ///< [tile][E', F'x, F'y, F'z, W'xx, W'xy, .., W'zz][lane] of the lane's atom and frame
  const Real* rows;  ///< [row][F'x, F'y, F'z, 0]
};
inline constexpr int lane_seeds = 13;

/// Sizes and places of the parts of a packed gradient, which is sorted as ModelView's arrays are: for each type w0 (of
/// the scaled w0), b0, w1, bias; then c^R and c^A as [t_i][t_j][n][k].
/// `Owner` keeps the functions of differently compiled sources apart.
template <class Owner>
struct GradientLayout {
  std::size_t neurons, components, types, radial, angular;
  template <class Real>
  explicit GradientLayout(const nep::ModelView<Real>& m)
      : neurons(m.neurons),
        components(m.components),
        types(m.types),
        radial(static_cast<std::size_t>(m.radial_rows) * m.radial_cols),
        angular(static_cast<std::size_t>(m.angular_rows) * m.angular_cols) {}
  std::size_t network() const { return neurons * (components + 2) + 1; }
  std::size_t w0(int type) const { return type * network(); }
  std::size_t b0(int type) const { return w0(type) + neurons * components; }
  std::size_t w1(int type) const { return b0(type) + neurons; }
  std::size_t bias(int type) const { return w1(type) + neurons; }
  std::size_t radial_c(int ti, int tj) const { return types * network() + (ti * types + tj) * radial; }
  std::size_t angular_c(int ti, int tj) const {
    return types * (network() + types * radial) + (ti * types + tj) * angular;
  }
  std::size_t size() const { return types * (network() + types * (radial + angular)); }
};

/// One instruction set's loops. Scratch: 64-byte aligned, one a thread.
template <class Real>
struct BatchLoop {
  int lanes;
  std::size_t (*predict_scratch)(const nep::ModelView<Real>&, const ChunkView<Real>&);   ///< in Reals
  std::size_t (*gradient_scratch)(const nep::ModelView<Real>&, const ChunkView<Real>&);  ///< in Reals
  /// Adds to forces[row][4]; forces null: the descriptors alone.
  void (*predict)(const nep::ModelView<Real>&, const ChunkView<Real>&, double* forces, Real* scratch);
  /// Adds to gradient[GradientLayout::size()].
  void (*gradient)(const nep::ModelView<Real>&, const ChunkView<Real>&, const SeedView<Real>&, double* gradient,
                   Real* scratch);
};

BatchLoop<float> batch_loop_scalar();
BatchLoop<double> batch_loop_double();
BatchLoop<float> batch_loop_avx2();
BatchLoop<float> batch_loop_avx512();

}  // namespace nacre::train
