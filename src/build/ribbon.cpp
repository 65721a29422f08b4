#include "build/ribbon.h"

#include <algorithm>
#include <numbers>

namespace nacre {

namespace {
constexpr double bond_to_hydrogen = 1.09;  // Å, of benzene

/// Two atoms of a chain and the free bonds that they have at an edge. The edge on the right is that on the left seen from
/// behind: x turned around, and the two atoms changed where `swaps`.
struct EdgeChain {
  double step, period;  ///< Å, between chains, along the chain
  Vec3 atom[2];
  double shift;       ///< Å along the chain, of each second one
  Vec3 free_left[2];  ///< unit vectors; zero: no free bond there
};

EdgeChain zigzag(const SheetCell& cell) {
  return {cell.y() / 2, cell.a, {{0, 0, 0}, {cell.bond() / 2, cell.a / 2, 0}}, cell.a / 2, {{-1, 0, 0}, {0, 0, 0}}};
}
EdgeChain armchair(const SheetCell& cell) {
  const double s = std::numbers::sqrt3 / 2;
  return {cell.a / 2, cell.y(), {{0, 0, 0}, {0, cell.bond(), 0}}, cell.y() / 2, {{-s, -0.5, 0}, {-s, 0.5, 0}}};
}

EdgeChain chain_of(const Ribbon& r) {
  const SheetCell cell{r.a};
  if (r.edge == "zigzag") return zigzag(cell);
  if (r.edge == "armchair") return armchair(cell);
  throw Error("unknown edge").key("edge").value(r.edge).allowed("zigzag | armchair");
}

/// Turns left into right: a chain looks the same from the other side once its atoms are exchanged in zigzag chains.
Vec3 free_right(const EdgeChain& chain, int atom) {
  const bool is_flat = chain.atom[0].x == chain.atom[1].x;  // dimers
  const Vec3 left = chain.free_left[is_flat ? atom : 1 - atom];
  return {-left.x, left.y, left.z};
}

void check(const Ribbon& r) {
  for (const auto& [key, value] : {std::pair{"a", r.a}, {"width", r.width}, {"length", r.length}, {"vacuum", r.vacuum}})
    require_length(key, value);
}

struct RibbonPoints {
  std::vector<Vec3> carbon, hydrogen;
};

RibbonPoints points_of(const EdgeChain& chain, int chains, int periods) {
  RibbonPoints out;
  for (int k = 0; k < chains; ++k)
    for (int j = 0; j < periods; ++j)
      for (int atom = 0; atom < 2; ++atom) {
        const Vec3 r = chain.atom[atom] + Vec3{k * chain.step, j * chain.period + k % 2 * chain.shift, 0};
        out.carbon.push_back(r);
        for (const Vec3 bond :
             {k == 0 ? chain.free_left[atom] : Vec3{}, k + 1 == chains ? free_right(chain, atom) : Vec3{}})
          if (norm(bond) > 0) out.hydrogen.push_back(r + bond_to_hydrogen * bond);
      }
  return out;
}
}  // namespace

Structure ribbon(const Ribbon& r) {
  check(r);
  const EdgeChain chain = chain_of(r);
  const double thickness = chain.atom[1].x;
  const int chains = 1 + rectangles(std::max(r.width - thickness, chain.step), chain.step);
  const int periods = rectangles(r.length, chain.period);
  RibbonPoints points = points_of(chain, chains, periods);
  for (auto* list : {&points.carbon, &points.hydrogen})
    for (Vec3& p : *list) p += Vec3{r.vacuum / 2, 0, r.vacuum / 2};
  const double width = (chains - 1) * chain.step + thickness;
  Structure out{Atoms(), rectangular_box({width + r.vacuum, periods * chain.period, r.vacuum}, {false, true, false})};
  add_atoms(out.atoms, points.carbon, "C");
  if (r.hydrogen) add_atoms(out.atoms, points.hydrogen, "H");
  return out;
}

}  // namespace nacre
