#include "integrate/barostat.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/random.h"
#include "core/units.h"
#include "integrate/steps.h"

namespace nacre {

namespace {
using Shape = PressureCoupling::Shape;
using Method = PressureCoupling::Method;

constexpr double frozen_above_GPa = 2000;
constexpr double largest_strain = 0.2;  // in one step; sane couplings make 1e-6 to 1e-2

// Order of the six components in run.in: xx yy zz yz xz xy.
constexpr std::array<std::array<int, 2>, 6> component{{{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}};
constexpr std::array<const char*, 6> component_name{"xx", "yy", "zz", "yz", "xz", "xy"};

Shape shape_of(const Words& line, std::size_t first) {
  const std::size_t given = line.size() - std::min(first, line.size());
  if (given == 3) return Shape::isotropic;
  if (given == 7) return Shape::orthogonal;
  if (given == 13) return Shape::triclinic;
  throw line.error("wrong number of pressure arguments")
      .key(line[1])
      .value(std::to_string(given))
      .allowed("<p> <C> <p_coup>, or 3 pressures, 3 elastic constants and <p_coup>, or 6, 6 and <p_coup>");
}

void set_symmetric(Mat3& m, int c, double value) {
  const auto [i, j] = component[c];
  m[i][j] = m[j][i] = value;
}

double double_dot(const Mat3& a, const Mat3& b) {
  double sum = 0;
  for (int i = 0; i < 9; ++i) sum += a.m[i / 3][i % 3] * b.m[i / 3][i % 3];
  return sum;
}
}  // namespace

PressureCoupling read_pressure_coupling(const Words& line, std::size_t first, Method method) {
  PressureCoupling p{method, shape_of(line, first), {}, {}, line};
  const int given = p.shape == Shape::isotropic ? 1 : p.shape == Shape::orthogonal ? 3 : 6;
  const int used = std::max(given, 3);
  const double steps = line.real(first + 2 * given, "p_coup", at_least(1));
  for (int c = 0; c < used; ++c) {
    const int from = given == 1 ? 0 : c;
    const std::string suffix = given == 1 ? "" : std::string("_") + component_name[c];
    const double target = line.real(first + from, "p" + suffix);
    const double elastic = line.real(first + given + from, "C" + suffix, positive());
    set_symmetric(p.pressure, c, target / units::gpa_per_pressure);
    set_symmetric(p.rate, c, elastic > frozen_above_GPa ? 0 : units::gpa_per_pressure / (3 * elastic * steps));
  }
  return p;
}

void Barostat::start(const Dynamics& dynamics) {
  const Box& box = dynamics.system.box;
  const auto& periodic = box.periodic();
  if (coupling_.shape != Shape::orthogonal && !box.all_periodic())
    throw coupling_.line.error("this pressure control needs a cell that is periodic in all directions")
        .allowed("3 pressures and 3 elastic constants, which leave open directions alone");
  if (coupling_.shape == Shape::orthogonal && !box.is_orthogonal())
    throw coupling_.line.error("three pressures need a cell with lattice vectors along x, y and z")
        .allowed("one pressure, or six");
  if (std::none_of(periodic.begin(), periodic.end(), [](bool p) { return p; }))
    throw coupling_.line.error("pressure control needs at least one periodic direction");
}

bool Barostat::strained(const Dynamics& dynamics, int i, int j) const {
  const Box& box = dynamics.system.box;
  return coupling_.rate[i][j] != 0 && box.is_periodic(i) && box.is_periodic(j);
}

// One normal for the isotropic strain, else six. Off the diagonal xi_ij = xi_ji moves two entries of h at once, which
// halves the variance (docs/physics/barostats.md).
Mat3 Barostat::noise(const System& system, double kt) const {
  const auto a = random_normal(system.seed, system.step, 0, Purpose::stochastic_cell);
  const auto b = random_normal(system.seed, system.step, 1, Purpose::stochastic_cell);
  const std::array<double, 6> xi{a[0], a[1], a[2], a[3], b[0], b[1]};
  const double scale = kt / system.box.volume();
  Mat3 n;
  for (int c = 0; c < 6; ++c) {
    const auto [i, j] = component[c];
    set_symmetric(n, c, std::sqrt((i == j ? 2 : 1) * scale * coupling_.rate[i][j]) * xi[c]);
  }
  // The mean of three independent normals has a third of their variance, as the isotropic equation asks.
  return coupling_.shape == Shape::isotropic ? (trace(n) / 3) * identity() : n;
}

// What does work against the strain: V P when velocities scale along, the virial alone when they do not.
Mat3 Barostat::conjugate(const Dynamics& dynamics) const {
  if (coupling_.method == Method::stochastic) return dynamics.system.box.volume() * pressure(dynamics);
  return 0.5 * (dynamics.now.virial + transpose(dynamics.now.virial));
}

void Barostat::choose_strain(const Dynamics& dynamics, double kt) {
  Mat3 excess = pressure(dynamics) + -1.0 * coupling_.pressure;
  if (coupling_.shape == Shape::isotropic) excess = (trace(excess) / 3) * identity();
  const Mat3 random = coupling_.method == Method::stochastic ? noise(dynamics.system, kt) : Mat3{};
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) {
      const double eps = coupling_.rate[i][j] * excess[i][j] + random[i][j];
      strain_[i][j] = strained(dynamics, i, j) ? eps : 0;
      if (!(std::abs(strain_[i][j]) < largest_strain))
        throw coupling_.line.at(
            Error("the pressure control strains the cell by more than 20 % in one step: a longer "
                  "p_coup or a larger elastic constant is needed",
                  Error::Kind::failed));
    }
  conjugate_before_ = conjugate(dynamics);
}

void Barostat::strain_cell(Dynamics& dynamics) const {
  scale_cell(dynamics.system, exponential(strain_));
  if (coupling_.method == Method::stochastic) transform_velocities(dynamics, exponential(-1.0 * strain_));
}

void Barostat::count_work(const Dynamics& dynamics) {
  work_ += 0.5 * double_dot(conjugate_before_ + conjugate(dynamics), strain_);
}

void Barostat::save(Record& record) const { record.put("barostat_work", work_); }
void Barostat::load(const Record& record) { work_ = record.real("barostat_work"); }

Mat3 exponential(const Mat3& a) {
  Mat3 sum = identity(), term = identity();
  for (int n = 1; n <= 14; ++n) sum += term = (1.0 / n) * (term * a);  // entries <= 0.2: 0.6^14/14! < 1e-14
  return sum;
}

}  // namespace nacre
