// The formulas of the barostats on plain numbers, for hosts and kernels alike. Equations: integrate/barostat.h.
#pragma once
#include <cmath>
#include <cstdint>

#include "core/random.h"
#include "core/vec3.h"

namespace nacre {

/// Lengths of a cell with lattice vectors along x, y and z that grow by themselves, whatever the pressure.
struct CellGrowth {
  bool holds[3] = {};  ///< which
  Vec3 rate;           ///< Å a step
  NACRE_HD bool any() const { return holds[0] || holds[1] || holds[2]; }
};

/// What the user asked for, in internal units (eV/Å^3).
struct PressureRule {
  enum class Shape { isotropic, orthogonal, triclinic };
  enum class Method { berendsen, stochastic };
  Method method = Method::berendsen;
  Shape shape = Shape::isotropic;
  Mat3 pressure;  ///< P_0, symmetric
  Mat3 rate;      ///< b, symmetric, Å^3/eV; 0 freezes a component
  CellGrowth growth;
};

/// Of one step; sane couplings make 1e-6 to 1e-2.
inline constexpr double largest_strain = 0.2;

/// Virials summed in float differ from their transpose by rounding; a strain must not turn the cell.
NACRE_HD inline Mat3 symmetric_part(const Mat3& w) { return 0.5 * (w + transpose(w)); }

/// P = (sum m v (x) v + W) / V, symmetric.
NACRE_HD inline Mat3 pressure_of(const Mat3& virial, const Mat3& kinetic_tensor, double volume) {
  Mat3 p = symmetric_part(virial);
  p += kinetic_tensor;
  return p *= 1 / volume;
}

NACRE_HD inline double double_dot(const Mat3& a, const Mat3& b) {
  double sum = 0;
  for (int i = 0; i < 9; ++i) sum += a.m[i / 3][i % 3] * b.m[i / 3][i % 3];
  return sum;
}

/// Row and column of component c in the order of run.in: xx yy zz yz xz xy.
NACRE_HD inline int component_row(int c) { return c < 3 ? c : c == 3 ? 1 : 0; }
NACRE_HD inline int component_column(int c) { return c < 3 ? c : c == 5 ? 1 : 2; }
NACRE_HD inline void set_symmetric(Mat3& m, int c, double value) {
  const int i = component_row(c), j = component_column(c);
  m[i][j] = m[j][i] = value;
}

/// Which of x, y and z a strain may touch: not those along which an open lattice vector points. Barostat::start() has
/// made sure that an open vector points along one of them and that no periodic one does so too.
struct StrainAxes {
  bool active[3] = {true, true, true};
  NACRE_HD int count() const { return (active[0] ? 1 : 0) + (active[1] ? 1 : 0) + (active[2] ? 1 : 0); }
};
NACRE_HD inline StrainAxes strain_axes(const Mat3& h, const bool* periodic) {
  StrainAxes axes;
  for (int i = 0; i < 3; ++i) {
    if (periodic[i]) continue;
    int longest = 0;
    for (int k = 1; k < 3; ++k)
      if (std::abs(h[i][k]) > std::abs(h[i][longest])) longest = k;
    axes.active[longest] = false;
  }
  return axes;
}

/// Mean of the diagonal over the active axes, times the identity.
NACRE_HD inline Mat3 isotropic_part(const Mat3& a, const StrainAxes& axes) {
  const int count = axes.count();
  if (count == 3) return (trace(a) / 3) * identity();
  double sum = 0;
  for (int k = 0; k < 3; ++k) sum += axes.active[k] ? a[k][k] : 0;
  return (sum / count) * identity();
}

/// One normal for the isotropic strain, else six. Off the diagonal xi_ij = xi_ji moves two entries of h at once, which
/// halves the variance (docs/physics/barostats.md).
NACRE_HD inline Mat3 strain_noise(const PressureRule& rule, const StrainAxes& axes, double kt, double volume,
                                  std::uint64_t seed, std::uint64_t step) {
  const std::array<double, 4> a = random_normal(seed, step, 0, Purpose::stochastic_cell);
  const std::array<double, 4> b = random_normal(seed, step, 1, Purpose::stochastic_cell);
  const double xi[6] = {a[0], a[1], a[2], a[3], b[0], b[1]};
  const double scale = kt / volume;
  Mat3 n;
  for (int c = 0; c < 6; ++c) {
    const int i = component_row(c), j = component_column(c);
    set_symmetric(n, c, std::sqrt((i == j ? 2 : 1) * scale * rule.rate[i][j]) * xi[c]);
  }
  // The mean of three independent normals has a third of their variance, as the isotropic equation asks; in a plane the
  // mean of two has half of it.
  return rule.shape == PressureRule::Shape::isotropic ? isotropic_part(n, axes) : n;
}

/// This step's strain from the pressure at its start, for the cell h. False when it is too large: the coupling must be
/// wrong.
NACRE_HD inline bool choose_strain(const PressureRule& rule, const StrainAxes& axes, const Mat3& pressure, double kt,
                                   const Mat3& h, double volume, std::uint64_t seed, std::uint64_t step, Mat3& strain) {
  Mat3 excess = pressure + -1.0 * rule.pressure;
  if (rule.shape == PressureRule::Shape::isotropic) excess = isotropic_part(excess, axes);
  const bool stochastic = rule.method == PressureRule::Method::stochastic;
  const Mat3 random = stochastic ? strain_noise(rule, axes, kt, volume, seed, step) : Mat3{};
  bool small = true;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) {
      const double eps = rule.rate[i][j] * excess[i][j] + random[i][j];
      strain[i][j] = rule.rate[i][j] != 0 && axes.active[i] && axes.active[j] ? eps : 0;
      if (i == j && rule.growth.holds[i]) strain[i][i] = std::log1p(rule.growth.rate[i] / std::abs(h[i][i]));
      small = small && std::abs(strain[i][j]) < largest_strain;
    }
  return small;
}

/// What does work against the strain: V P when velocities scale along, the virial alone when they do not.
NACRE_HD inline Mat3 strain_conjugate(const PressureRule& rule, const Mat3& virial, const Mat3& kinetic_tensor,
                                      double volume) {
  if (rule.method == PressureRule::Method::stochastic) return volume * pressure_of(virial, kinetic_tensor, volume);
  return symmetric_part(virial);
}

/// Work on the piston over a step, by the trapezoid rule (eV).
NACRE_HD inline double strain_work(const Mat3& conjugate_before, const Mat3& conjugate_after, const Mat3& strain) {
  return 0.5 * double_dot(conjugate_before + conjugate_after, strain);
}

/// exp of a matrix with entries well below 1.
NACRE_HD inline Mat3 exponential(const Mat3& a) {
  Mat3 sum = identity(), term = identity();
  for (int n = 1; n <= 14; ++n) sum += term = (1.0 / n) * (term * a);  // entries <= 0.2: 0.6^14/14! < 1e-14
  return sum;
}

}  // namespace nacre
