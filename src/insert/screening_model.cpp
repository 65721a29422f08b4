#include "insert/screening_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace nacre::insert {

namespace {

constexpr int terms = table_terms;
using std::numbers::pi;

using Fit = std::array<std::array<double, terms>, terms>;  // [term][node]

double node(int i) { return std::cos(pi * (i + 0.5) / terms); }

/// coefficient = Fit value: interpolation at the Chebyshev nodes, a_k = (2 - delta_k0)/n sum_i f_i T_k(xi_i), each T_k
/// written in powers of xi.
Fit make_fit() {
  std::array<std::array<double, terms>, terms> power{};  // [k][term] of T_k
  power[0][0] = 1, power[1][1] = 1;
  for (int k = 2; k < terms; ++k)
    for (int p = 0; p < terms; ++p) power[k][p] = (p > 0 ? 2 * power[k - 1][p - 1] : 0) - power[k - 2][p];
  Fit fit{};
  for (int i = 0; i < terms; ++i)
    for (int k = 0; k < terms; ++k) {
      const double weight = (k == 0 ? 1.0 : 2.0) / terms * std::cos(k * pi * (i + 0.5) / terms);
      for (int p = 0; p < terms; ++p) fit[p][i] += weight * power[k][p];
    }
  return fit;
}

/// Place of a node in its cell, -1 .. 1: those of the fit, then those of the check.
double place_of(int i) { return i < terms ? node(i) : i == terms ? 0.0 : 1.0; }

}  // namespace

ScreeningModel::ScreeningModel(NepModel model) : model_(std::move(model)), packed_(model_) {
  const ModelView& m = view();
  for (int i = 0; i < m.types; ++i)
    for (int j = 0; j < m.types; ++j) {
      PairZone zone;
      const double radial = m.radial_cutoff[i * m.types + j], angular = m.angular_cutoff[i * m.types + j];
      zone.outer = std::max(radial, angular);
      zone.low = angular, zone.high = radial;
      zone.zbl_outer = m.zbl ? m.zbl_pair[i * m.types + j].outer : 0;
      if (zone.low < zone.high) tabulate_growth(i, j, zone);
      reach_ = std::max({reach_, zone.outer, zone.zbl_outer});
      zone_.push_back(std::move(zone));
    }
}

void ScreeningModel::tabulate_growth(int atom_type, int new_type, PairZone& zone) const {
  const ModelView& m = view();
  zone.cells_per_length = table_cells / (zone.high - zone.low);
  zone.growth.resize(static_cast<std::size_t>(m.neurons) * table_nodes);
  const double* c =
      m.radial_c + (static_cast<std::size_t>(atom_type) * m.types + new_type) * m.radial_rows * m.radial_cols;
  const double* w0 = m.w0 + static_cast<std::size_t>(atom_type) * m.neurons * m.components;
  std::vector<double> f(m.radial_cols), g(m.radial_rows);
  for (int cell = 0; cell < table_cells; ++cell)
    for (int i = 0; i < cell_nodes; ++i) {
      const double r = zone.low + (cell + 0.5 * (1 + place_of(i))) / zone.cells_per_length;
      const double u = std::min(1.0, r / zone.high);
      nep::basis(u, nep::cutoff_value(u), m.radial_cols, f.data());
      for (int n = 0; n < m.radial_rows; ++n) {
        g[n] = 0;
        for (int k = 0; k < m.radial_cols; ++k) g[n] += c[n * m.radial_cols + k] * f[k];
      }
      for (int mu = 0; mu < m.neurons; ++mu) {
        double d = 0;
        for (int n = 0; n < m.radial_rows; ++n) d += w0[static_cast<std::size_t>(mu) * m.components + n] * g[n];
        zone.growth[static_cast<std::size_t>(mu) * table_nodes + cell * cell_nodes + i] = std::copysign(growth(d), d);
      }
    }
}

bool fit_table(const double* values, double* table) {
  static const Fit fit = make_fit();
  bool accurate = true;  // NaN: no
  for (int cell = 0; cell < table_cells; ++cell, values += cell_nodes, table += terms) {
    double at_one = 0;
    for (int p = 0; p < terms; ++p) {
      table[p] = 0;
      for (int i = 0; i < terms; ++i) table[p] += fit[p][i] * values[i];
      at_one += table[p];
    }
    accurate = accurate && std::fabs(table[0] - values[terms]) <= table_tolerance &&
               std::fabs(at_one - values[terms + 1]) <= table_tolerance;
  }
  return accurate;
}

}  // namespace nacre::insert
