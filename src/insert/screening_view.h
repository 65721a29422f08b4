// What the screening loops see: plain arrays, no library types, so that the sources compiled with their own instruction
// set instantiate nothing that others could pick up. All in double; [..][lanes] means the lanes are contiguous.
#pragma once
#include <cstddef>

#include "force/nep_view.h"
#include "insert/insertion_math.h"

namespace nacre::insert {

using ModelView = nep::ModelView<double>;

/// `lanes` sites of one type with their neighbours. Lanes that have run out of neighbours hold one beyond the cutoff.
struct SiteBlock {
  int type;
  const int* radial_steps;       ///< [t_j]
  const double* const* radial;   ///< [t_j][step][lanes]: distance
  const int* angular_steps;      ///< [t_j]
  const double* const* angular;  ///< [t_j][step][x, y, z, r][lanes]: r_j - r_i
  double* sums;                  ///< out, [n][lm][lanes]
  double* sigmoids;              ///< out, [s, s'][neuron][lanes]
  double* energy;                ///< out, [lanes]; without ZBL
};

/// `lanes` atoms of one type, each touched by up to `images` images of one new atom.
struct TouchBlock {
  int atom_type, new_type, images;
  const double* vectors;          ///< [image][x, y, z, r][lanes]: r_new - r_j; empty places lie beyond the cutoffs
  const double* const* sums;      ///< [lanes] the atom's [n][lm]
  const double* const* sigmoids;  ///< [lanes] the atom's [s, s'][neuron]
  double* energy;                 ///< out, [lanes]; without ZBL
};

/// Nodes of a cell of the radial table: table_terms for the fit, then two where it is checked.
inline constexpr int cell_nodes = table_terms + 2;
inline constexpr int table_nodes = table_cells * cell_nodes;

/// The values of one atom's energy change at the nodes.
struct TableBlock {
  int neurons;
  const double* growth;    ///< [neuron][node]: m with the sign of d (insertion_math.h)
  const double* w1;        ///< [neuron] of the atom's type
  const double* sigmoids;  ///< [s, s'][neuron] of the atom
  double* values;          ///< out, [node]
};

/// One instruction set's loops.
struct ScreeningLoops {
  int lanes;
  /// Doubles, 64-byte aligned, a thread.
  std::size_t (*scratch_reals)(const ModelView& m, int images);
  void (*sites)(const ModelView& m, const SiteBlock& block, double* scratch);
  void (*touches)(const ModelView& m, const TouchBlock& block, double* scratch);
  void (*table)(const TableBlock& block);
};

ScreeningLoops screening_loops_scalar();
ScreeningLoops screening_loops_avx2();
ScreeningLoops screening_loops_avx512();

}  // namespace nacre::insert
