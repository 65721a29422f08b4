#include "integrate/barostat.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "core/units.h"
#include "integrate/steps.h"
#include "io/ranges.h"

namespace nacre {

namespace {
using Shape = PressureCoupling::Shape;
using Method = PressureCoupling::Method;

constexpr double frozen_above_GPa = 2000;

// Order of the six components in run.in.
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
}  // namespace

PressureCoupling read_pressure_coupling(const Words& line, std::size_t first, Method method) {
  PressureCoupling p{{method, shape_of(line, first), {}, {}, {}}, line};
  const int given = p.shape == Shape::isotropic ? 1 : p.shape == Shape::orthogonal ? 3 : 6;
  const int used = std::max(given, 3);
  const double steps = line.real(first + 2 * given, "p_coup", coupling_steps());
  for (int c = 0; c < used; ++c) {
    const int from = given == 1 ? 0 : c;
    const std::string suffix = given == 1 ? "" : std::string("_") + component_name[c];
    const double target = line.real(first + from, "p" + suffix, pressures());
    const double elastic = line.real(first + given + from, "C" + suffix, positive());
    set_symmetric(p.pressure, c, target / units::gpa_per_pressure);
    set_symmetric(p.rate, c, elastic > frozen_above_GPa ? 0 : units::gpa_per_pressure / (3 * elastic * steps));
  }
  return p;
}

namespace {
/// Do the open lattice vectors point along x, y or z, and the periodic ones at right angles to them? Then the open
/// directions can be left alone while the others are strained.
bool has_free_sides(const Box& box) {
  constexpr double rounding = 1e-9;  // of the length of a lattice vector
  const StrainAxes axes = strain_axes(box.h(), box.periodic().data());
  const auto open = static_cast<int>(std::count(box.periodic().begin(), box.periodic().end(), false));
  if (axes.count() != 3 - open) return false;
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 3; ++k) {
      const bool may_point_there = axes.active[k] == box.is_periodic(i);
      if (!may_point_there && std::abs(box.h()[i][k]) > rounding * norm(box.h().row(i))) return false;
    }
  return true;
}
}  // namespace

void check_strained_cell(const Box& box, const Words& line) {
  const auto& periodic = box.periodic();
  if (std::none_of(periodic.begin(), periodic.end(), [](bool p) { return p; }))
    throw line.error("pressure control needs at least one periodic direction");
  if (!has_free_sides(box))
    throw line
        .error(
            "pressure control of a cell with an open direction needs the open lattice vector along x, "
            "y or z and the others at right angles to it")
        .allowed("such a cell in model.xyz, or pbc=\"T T T\" with empty space");
}

void Barostat::start(const Dynamics& dynamics) {
  const Box& box = dynamics.system.box;
  check_strained_cell(box, coupling_.line);
  if (coupling_.shape == Shape::orthogonal && !box.is_orthogonal())
    throw coupling_.line.error("three pressures need a cell with lattice vectors along x, y and z")
        .allowed("one pressure, or six; both leave open directions alone");
  for (int k = 0; k < 3; ++k)
    if (coupling_.growth.holds[k] && !box.is_periodic(k))
      throw coupling_.line.error("`deform` along an open direction").key("deform").value(std::string(1, "xyz"[k]));
}

bool Barostat::grow(const CellGrowth& growth) {
  coupling_.growth = growth;
  return coupling_.shape == Shape::orthogonal;
}

Mat3 Barostat::conjugate(const Dynamics& dynamics) const {
  return strain_conjugate(coupling_, dynamics.now.virial, kinetic_tensor(dynamics), dynamics.system.box.volume());
}

Error Barostat::too_much_strain() const {
  return coupling_.line.at(
      Error("the pressure control strains the cell by more than 20 % in one step: a longer "
            "p_coup or a larger elastic constant is needed",
            Error::Kind::failed));
}

void Barostat::choose_strain(const Dynamics& dynamics, double kt) {
  const System& s = dynamics.system;
  if (!nacre::choose_strain(coupling_, strain_axes(s.box.h(), s.box.periodic().data()), pressure(dynamics), kt,
                            s.box.h(), s.box.volume(), s.seed, s.step, strain_))
    throw too_much_strain();
  conjugate_before_ = conjugate(dynamics);
}

void Barostat::strain_cell(Dynamics& dynamics) const {
  assert(std::abs(trace(strain_)) < 3);  // choose_strain() refuses more
  scale_cell(dynamics.system, exponential(strain_));
  if (coupling_.method == Method::stochastic) transform_velocities(dynamics, exponential(-1.0 * strain_));
}

void Barostat::count_work(const Dynamics& dynamics) {
  work_ += strain_work(conjugate_before_, conjugate(dynamics), strain_);
}

void Barostat::save(Record& record) const { record.put("barostat_work", work_); }
void Barostat::load(const Record& record) { work_ = record.real("barostat_work"); }

}  // namespace nacre
