// A NEP model as the screening needs it: numbers in double, radii of the zones of a new atom, and what the radial
// tables of all atoms of one type have in common.
//
// Table of an atom of type t_j for a new atom of type t: its energy change over r = low .. high (angular to radial
// cutoff of the pair) in table_cells cells of equal length, in each a polynomial of degree table_terms - 1 in xi = -1
// .. 1 through the exact values at Chebyshev nodes, checked at xi = 0 and xi = 1, where the error of such a fit is
// largest. d_mu(r) = sum_n w0_mu,n sum_k c_nk f_k(r) is the same for all atoms of a type, so m = exp(2|d|) - 1 at every
// node is computed once a model; an atom's value is then sum_mu w1 times a rational function of m and the atom's
// sigmoids.
#pragma once
#include <vector>

#include "device/aligned.h"
#include "force/nep_packed.h"
#include "insert/screening_view.h"

namespace nacre::insert {

/// eV: how far a table may be from the exact change where it is checked.
inline constexpr double table_tolerance = 1e-9;

/// One pair (type of the atom, type of the new atom).
struct PairZone {
  double outer = 0;              ///< Å: nothing but table values and hidden layers below it; ZBL apart
  double low = 0, high = 0;      ///< Å: range of the table; none when low >= high
  double cells_per_length = 0;   ///< 1/Å
  double zbl_outer = 0;          ///< Å
  AlignedVector<double> growth;  ///< [neuron][table_nodes], signed m
};

class ScreeningModel {
 public:
  explicit ScreeningModel(NepModel model);
  const NepModel& model() const { return model_; }
  const ModelView& view() const { return packed_.view(); }
  const PairZone& zone(int atom_type, int new_type) const { return zone_[atom_type * view().types + new_type]; }
  double reach() const { return reach_; }
  /// Doubles kept of every atom.
  int sums_reals() const { return view().angular_rows * view().terms; }
  int sigmoid_reals() const { return 2 * view().neurons; }

 private:
  void tabulate_growth(int atom_type, int new_type, PairZone& zone) const;

  NepModel model_;
  nep::PackedModel<double> packed_;
  std::vector<PairZone> zone_;
  double reach_ = 0;
};

/// Coefficients of an atom's table from its values at the nodes. False: the table is not accurate enough.
bool fit_table(const double* values, double* table);

}  // namespace nacre::insert
