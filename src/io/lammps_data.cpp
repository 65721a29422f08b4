#include "io/lammps_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/units.h"
#include "core/whole_number.h"

namespace nacre {

namespace {

// Room around the atoms along open directions (Å); LAMMPS shrinks the box to the atoms.
constexpr double open_margin = 1.0;
// Tilts below this share of a length are rounding.
constexpr double no_tilt = 1e-14;

/// Lattice vectors of open directions at right angles to the others.
Mat3 with_square_openings(const Box& box) {
  Mat3 h = box.h();
  for (int k = 0; k < 3; ++k) {
    if (box.is_periodic(k)) continue;
    const Vec3 out = cross(h.row((k + 1) % 3), h.row((k + 2) % 3)), normal = (1 / norm(out)) * out;
    const double along = dot(normal, h.row(k));
    for (int c = 0; c < 3; ++c) h.m[k][c] = along * normal[c];
  }
  return h;
}

double round_off(double tilt, double length) { return std::abs(tilt) < no_tilt * length ? 0 : tilt; }

/// h' of the head of this file.
Mat3 lower_triangle(const Mat3& h, bool& mirrored) {
  const Vec3 a = h.row(0), b = h.row(1), c = h.row(2), ab = cross(a, b);
  const double lx = std::sqrt(dot(a, a)), volume = dot(ab, c);
  const double xy = dot(b, a) / lx, ly = std::sqrt(dot(ab, ab)) / lx;
  const double xz = dot(c, a) / lx, yz = (dot(b, c) - xy * xz) / ly;
  mirrored = volume < 0;
  Mat3 out;
  out.m[0][0] = lx;
  out.m[1][0] = round_off(xy, lx), out.m[1][1] = ly;
  out.m[2][0] = round_off(xz, lx), out.m[2][1] = round_off(yz, ly), out.m[2][2] = std::abs(volume) / (lx * ly);
  return out;
}

int lammps_type(LammpsStructure& s, const std::string& element, double mass) {
  const auto same = [&](const LammpsType& t) { return t.element == element && t.mass == mass; };
  const auto found = std::find_if(s.types.begin(), s.types.end(), same);
  if (found == s.types.end()) return s.types.push_back({element, mass}), static_cast<int>(s.types.size()) - 1;
  return static_cast<int>(found - s.types.begin());
}

void lammps_types(const Atoms& atoms, LammpsStructure& s) {
  // Elements in the order of the potential, whether they occur or not.
  std::vector<int> order(atoms.size());
  for (std::size_t i = 0; i < atoms.size(); ++i) order[i] = static_cast<int>(i);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return atoms.type[a] < atoms.type[b]; });
  s.type.resize(atoms.size());
  for (const int i : order) s.type[i] = lammps_type(s, atoms.species[atoms.type[i]], atoms.mass[i]);
}

void lammps_atoms(const Atoms& atoms, const Mat3& inverse, const Mat3& h, LammpsStructure& s) {
  for (auto& image : s.image) image.resize(atoms.size());
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    Vec3 f = atoms.position[i] * inverse;
    for (int k = 0; k < 3; ++k) {
      if (!s.periodic[k]) continue;
      const double cells = std::floor(f[k]);
      s.image[k][i] = whole<int>(cells, {"the cell of an atom", static_cast<std::ptrdiff_t>(i)}, -1000000000);
      f[k] -= cells;
    }
    s.position.push_back(f * h);
    if (atoms.has_velocity) s.velocity.push_back(1000 / units::fs_per_time * (atoms.velocity[i] * inverse * h));
  }
}

/// Periodic directions begin at 0, open ones where the atoms do.
void lammps_bounds(const Mat3& h, LammpsStructure& s) {
  s.xy = h.m[1][0], s.xz = h.m[2][0], s.yz = h.m[2][1];
  for (int k = 0; k < 3; ++k) {
    s.high[k] = h.m[k][k];
    if (s.periodic[k]) continue;
    const auto less = [k](Vec3 a, Vec3 b) { return a[k] < b[k]; };
    const auto [low, high] = std::minmax_element(s.position.begin(), s.position.end(), less);
    s.low[k] = (s.position.empty() ? 0 : (*low)[k]) - open_margin;
    s.high[k] = (s.position.empty() ? 0 : (*high)[k]) + open_margin;
  }
}

}  // namespace

LammpsStructure lammps_structure(const Atoms& atoms, const Box& box) {
  LammpsStructure s;
  for (int k = 0; k < 3; ++k) s.periodic[k] = box.is_periodic(k);
  const Mat3 given = with_square_openings(box), h = lower_triangle(given, s.mirrored);
  lammps_types(atoms, s);
  lammps_atoms(atoms, Box(given).inverse(), h, s);
  lammps_bounds(h, s);
  return s;
}

std::string lammps_data(const LammpsStructure& s, const std::string& title) {
  std::string text = title + "\n\n";
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{} atoms\n{} atom types\n\n", s.type.size(), s.types.size());
  for (int k = 0; k < 3; ++k)
    fmt::format_to(out, "{:.17g} {:.17g} {}lo {}hi\n", s.low[k], s.high[k], "xyz"[k], "xyz"[k]);
  if (s.is_triclinic()) fmt::format_to(out, "{:.17g} {:.17g} {:.17g} xy xz yz\n", s.xy, s.xz, s.yz);
  text += "\nMasses\n\n";
  for (std::size_t t = 0; t < s.types.size(); ++t)
    fmt::format_to(out, "{} {}  # {}\n", t + 1, s.types[t].mass, s.types[t].element);
  text += "\nAtoms  # atomic\n\n";
  for (std::size_t i = 0; i < s.type.size(); ++i)
    fmt::format_to(out, "{} {} {:.17g} {:.17g} {:.17g} {} {} {}\n", i + 1, s.type[i] + 1, s.position[i].x,
                   s.position[i].y, s.position[i].z, s.image[0][i], s.image[1][i], s.image[2][i]);
  if (s.velocity.empty()) return text;
  text += "\nVelocities\n\n";
  for (std::size_t i = 0; i < s.velocity.size(); ++i)
    fmt::format_to(out, "{} {:.17g} {:.17g} {:.17g}\n", i + 1, s.velocity[i].x, s.velocity[i].y, s.velocity[i].z);
  return text;
}

}  // namespace nacre
