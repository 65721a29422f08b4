// Plain views of a structure and of a group of members: what the population's loops see. No owners and no library
// types, so that the sources compiled with their own instruction set instantiate nothing that others could pick up.
#pragma once
#include <cstddef>
#include <cstdint>

#include "core/macros.h"

namespace nacre::train {

/// Sizes of a model; one network a type (NEP3's common one is repeated).
struct PopulationShape {
  int types, components, neurons;
  int radial_rows, radial_cols;    ///< radial_n + 1, radial_k + 1
  int angular_rows, angular_cols;  ///< angular_n + 1, angular_k + 1
  int l_max, terms;                ///< terms: l_max (l_max + 2)
  bool higher[6];
  /// First row of each kind of parameter in a group's array; rows() in all.
  /// [type][neuron][component], q_scaler folded in
  NACRE_HD std::size_t w0() const { return 0; }
  /// [type][neuron]
  NACRE_HD std::size_t b0() const { return static_cast<std::size_t>(types) * neurons * components; }
  NACRE_HD std::size_t w1() const { return b0() + static_cast<std::size_t>(types) * neurons; }
  /// [type]
  NACRE_HD std::size_t bias() const { return w1() + static_cast<std::size_t>(types) * neurons; }
  /// [t_i][t_j][n][k]
  NACRE_HD std::size_t radial_c() const { return bias() + types; }
  NACRE_HD std::size_t angular_c() const {
    return radial_c() + static_cast<std::size_t>(types) * types * radial_rows * radial_cols;
  }
  NACRE_HD std::size_t rows() const {
    return angular_c() + static_cast<std::size_t>(types) * types * angular_rows * angular_cols;
  }
};

/// What a structure's geometry leaves, all members alike. Atoms are sorted by type.
struct StructureView {
  int atoms;
  const int* type_begin;    ///< [types + 1]
  const float* basis_sums;  ///< [atom][t_j][k] B_kJ
  /// Each pair once, at one of its atoms, grouped by the other's type. Rows of 4 + radial_cols: unit vector to j, r
  /// (Å), f_k'(r) (1/Å).
  const int *radial_begin, *radial_j;  ///< [atom * types + t_j], + 1
  const float* radial_row;
  /// Every neighbour of every atom. Rows of 4 + 2 angular_cols + 4 terms: unit vector, r, f_k, f_k', b_lm, and the
  /// gradient of b_lm(r/|r|) (1/Å), x y z.
  const int *angular_begin, *angular_j;
  const float* angular_row;
  int most_angular;           ///< neighbours of one atom
  const float* force;         ///< [atom][3] what the network must give (eV/Å)
  const float* force_weight;  ///< [atom] of the squared error; null: no forces
  bool virial;
};

/// Of one structure, W members side by side.
struct StructureSums {
  double* energy;       ///< [W] eV
  double* force;        ///< [W] sum of weighted squared errors
  double* force_plain;  ///< [W] without weights
  double* virial;       ///< [6][W] eV, xx yy zz xy yz zx
};

/// One instruction set's loop.
struct PopulationLoop {
  int lanes;                                                                           ///< members side by side
  std::size_t (*scratch_floats)(const PopulationShape&, int atoms, int most_angular);  ///< 64-byte aligned
  /// `parameters`: [row][lane].
  void (*run)(const PopulationShape&, const StructureView&, const float* parameters, const StructureSums&,
              float* scratch);
};

PopulationLoop population_loop_scalar();
PopulationLoop population_loop_avx2();
PopulationLoop population_loop_avx512();

}  // namespace nacre::train
