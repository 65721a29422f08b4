// Carbons whose surroundings can be counted by hand, with a sodium atom in each.
//
// Graphene as the tests draw it: bond b = 1.42 A, hexagons' centres at lattice points m (a, 0) + n (a/2, a sqrt(3)/2),
// a = sqrt(3) b, atoms b above and below each centre. So zigzag edges run along x and armchair edges along y.
#pragma once
#include <cmath>
#include <functional>
#include <vector>

#include "build/structure.h"
#include "sites/features.h"

namespace nacre_test {

using namespace nacre;
using sites::FeatureSettings;
using sites::Site;
using sites::SiteFeatures;

inline constexpr double bond_length = 1.42;
inline const double lattice_constant = std::sqrt(3.0) * bond_length;

/// Carbon first, then sodium; open in all directions.
inline Structure with_sodium(const std::vector<Vec3>& carbon, const std::vector<Vec3>& sodium) {
  Structure s;
  s.atoms.species = {"C", "Na"};
  s.atoms.resize(carbon.size() + sodium.size());
  for (std::size_t i = 0; i < carbon.size(); ++i) s.atoms.position[i] = carbon[i];
  for (std::size_t i = 0; i < sodium.size(); ++i) {
    s.atoms.position[carbon.size() + i] = sodium[i];
    s.atoms.type[carbon.size() + i] = 1;
  }
  s.box = Box({{{80, 0, 0}, {0, 80, 0}, {0, 0, 80}}}, {false, false, false});
  return s;
}

/// Atoms of an infinite sheet at height z that satisfy `keep(x, y)`, moved by (dx, dy) afterwards.
inline std::vector<Vec3> sheet(double z, const std::function<bool(double, double)>& keep, double dx = 0,
                               double dy = 0) {
  std::vector<Vec3> out;
  for (int n = -8; n <= 8; ++n)
    for (int m = -12; m <= 12; ++m)
      for (const double up : {bond_length, -bond_length}) {
        const double x = lattice_constant * (m + 0.5 * n), y = 1.5 * bond_length * n + up;
        if (std::hypot(x, y) < 15 && keep(x, y)) out.push_back({x + dx, y + dy, z});
      }
  return out;
}
inline bool everywhere(double, double) { return true; }

inline std::vector<Vec3> joined(std::vector<Vec3> a, const std::vector<Vec3>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
/// The same sheet at +half and -half; sodium at (x, y, 0).
inline Structure between_sheets(double half, const std::function<bool(double, double)>& keep, double x = 0,
                                double y = 0) {
  return with_sodium(joined(sheet(half, keep), sheet(-half, keep)), {{x, y, 0}});
}

inline Site only_site(const Structure& s, const FeatureSettings& settings = {}) {
  const SiteFeatures f = sites::features_of(s.atoms, s.box, settings);
  return f.sites.size() == 1 ? f.sites[0] : Site{};
}

/// Turned about x by an angle in degrees.
inline Vec3 turned_about_x(Vec3 r, double degrees) {
  const double c = std::cos(degrees * M_PI / 180), s = std::sin(degrees * M_PI / 180);
  return {r.x, c * r.y - s * r.z, s * r.y + c * r.z};
}
/// Two flakes of 24 atoms, 2.5 A above and below the sodium, the planes at an angle in degrees.
inline Structure wedge(double degrees) {
  std::vector<Vec3> carbon;
  for (const double side : {1.0, -1.0})
    for (const Vec3 r : sheet(0, [](double x, double y) { return std::hypot(x, y) < 4; }))
      carbon.push_back(turned_about_x(r, side * degrees / 2) + Vec3{0, 0, 2.5 * side});
  return with_sodium(carbon, {{0, 0, 0}});
}

}  // namespace nacre_test
