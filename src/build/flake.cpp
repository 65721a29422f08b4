#include "build/flake.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "build/sheet.h"
#include "core/error.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
/// Is a point within a regular hexagon? Normals of its sides at `first`, and 60 and 120 degrees farther.
struct Hexagon {
  double height, first;  ///< Å, from the middle to a side; rad
  bool holds(Vec3 r) const {
    for (int k = 0; k < 3; ++k) {
      const double angle = first + k * std::numbers::pi / 3;
      if (std::abs(r.x * std::cos(angle) + r.y * std::sin(angle)) > height) return false;
    }
    return true;
  }
};

/// Zigzag rows run along the lattice vectors, at 0, 60 and 120 degrees; armchair rows half way between.
struct FlakeShape {
  double radius;  ///< Å
  std::string edge;
  Vec3 middle;  ///< Å
  bool holds(Vec3 point) const {
    const Vec3 r = point - middle;
    if (edge == "round") return dot(r, r) <= radius * radius;
    const double height = radius * std::sqrt(std::numbers::pi / (2 * std::numbers::sqrt3));
    return Hexagon{height, edge == "zigzag" ? std::numbers::pi / 6 : 0}.holds(r);
  }
};

/// FlakeSites i a1 + j a2 + basis around the origin, which is the middle of a hexagon; which of them are atoms.
class FlakeSites {
 public:
  FlakeSites(double a, const FlakeShape& shape)
      : a_(a), half_(nearest_within<int>(shape.radius / a * 1.5, 0) + 3), side_(2 * half_ + 1) {
    atom_.resize(2 * static_cast<std::size_t>(side_) * side_);
    for_all([&](int i, int j, int b) { atom_[place(i, j, b)] = shape.holds(position(i, j, b)); });
  }

  /// Takes away atoms of one neighbour or none until there is none.
  void prune() {
    for (bool changed = true; changed;) {
      changed = false;
      for_all([&](int i, int j, int b) {
        if (!is_atom(i, j, b) || neighbours(i, j, b) >= 2) return;
        atom_[place(i, j, b)] = false;
        changed = true;
      });
    }
  }
  std::vector<Vec3> positions() const {
    std::vector<Vec3> out;
    for_all([&](int i, int j, int b) {
      if (is_atom(i, j, b)) out.push_back(position(i, j, b));
    });
    return out;
  }

 private:
  template <class Action>
  void for_all(Action&& action) const {
    for (int i = -half_; i <= half_; ++i)
      for (int j = -half_; j <= half_; ++j)
        for (int b = 0; b < 2; ++b) action(i, j, b);
  }
  /// The two atoms of a cell lie at a third and at two thirds of its long diagonal.
  Vec3 position(int i, int j, int b) const {
    const double u = i + (b + 1) / 3.0, v = j + (b + 1) / 3.0;
    return {a_ * (u + v / 2), a_ * v * std::numbers::sqrt3 / 2, 0};
  }
  std::size_t place(int i, int j, int b) const {
    return 2 * (static_cast<std::size_t>(i + half_) * side_ + (j + half_)) + b;
  }
  bool is_atom(int i, int j, int b) const {
    return std::max(std::abs(i), std::abs(j)) <= half_ && atom_[place(i, j, b)];
  }
  int neighbours(int i, int j, int b) const {
    const int step = b == 0 ? -1 : 1;
    return is_atom(i, j, 1 - b) + is_atom(i + step, j, 1 - b) + is_atom(i, j + step, 1 - b);
  }

  double a_;
  int half_, side_;
  std::vector<bool> atom_;
};

std::vector<Vec3> cut_flake(double a, const FlakeShape& shape) {
  FlakeSites sites(a, shape);
  sites.prune();
  std::vector<Vec3> points = sites.positions();
  for (Vec3& p : points) p -= shape.middle;
  return points;
}

/// Of a hexagon that of a ring; a round flake may also have an atom or a bond in its middle, so that more sizes exist.
std::vector<Vec3> middles(double a, const std::string& edge) {
  if (edge != "round") return {{}};
  return {{}, {a / 2, a / (2 * std::numbers::sqrt3), 0}, {0.75 * a, a * std::numbers::sqrt3 / 4, 0}};
}
}  // namespace

std::vector<Vec3> flake(double a, double diameter, const std::string& edge) {
  if (edge != "round" && edge != "zigzag" && edge != "armchair")
    throw Error("unknown edge").key("edge").value(edge).allowed("round | zigzag | armchair");
  const double wanted = std::numbers::pi * diameter * diameter / 4 * sheet_density(a);
  const auto off = [&](const std::vector<Vec3>& atoms) { return std::abs(static_cast<double>(atoms.size()) - wanted); };
  std::vector<Vec3> best;
  for (const Vec3& middle : middles(a, edge))
    for (int percent = 85; percent <= 115; ++percent) {
      std::vector<Vec3> cut = cut_flake(a, {percent / 200.0 * diameter, edge, middle});
      if (!cut.empty() && (best.empty() || off(cut) < off(best))) best = std::move(cut);
    }
  return best;
}

double flake_diameter(double a, std::size_t atoms) {
  return std::sqrt(4 * static_cast<double>(atoms) / sheet_density(a) / std::numbers::pi);
}

}  // namespace nacre
