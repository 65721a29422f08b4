#include "analysis/diffraction/layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "device/parallel.h"

namespace nacre {

namespace {
/// The unit normal of the plane of a node's three neighbours, zero when the node is no sheet atom.
Vec3 sheet_normal(const BondGraph& graph, int i) {
  if (graph.degree(i) != 3) return {};
  Vec3 r[3];
  for (int k = 0; k < 3; ++k) r[k] = graph.vector(i, graph.bond[graph.begin[i] + k]);
  const Vec3 n = cross(r[1] - r[0], r[2] - r[0]);
  const double length = norm(n);
  if (!(length > 0) || std::abs(dot(n, r[0])) > Layers::largest_offset * length) return {};
  return (1 / length) * n;
}

/// The sheet atoms alone, as a structure.
Atoms sheets_of(const Atoms& atoms, const BondGraph& graph, SheetNet& net) {
  for (int i = 0; i < graph.nodes(); ++i) {
    const Vec3 n = sheet_normal(graph, i);
    if (dot(n, n) == 0) continue;
    net.normal.push_back(n);
    net.node.push_back(i);
  }
  Atoms sheets;
  sheets.species = atoms.species;
  sheets.resize(net.node.size());
  for (std::size_t k = 0; k < net.node.size(); ++k) {
    sheets.position[k] = atoms.position[graph.atom[net.node[k]]];
    sheets.type[k] = atoms.type[graph.atom[net.node[k]]];
  }
  return sheets;
}

using Side = SheetNet::Side;

struct Partner {
  double height, aside;
  int node;
  bool turned;
};

Side summarize(std::vector<Partner>& partners) {
  if (partners.empty()) return {};
  // Equal heights and distances differ by rounding only: the lower node then, whatever the order of the list.
  const auto less = [](const Partner& p, const Partner& q) {
    if (std::abs(p.height - q.height) > 1e-6) return p.height < q.height;
    if (std::abs(p.aside - q.aside) > 1e-6) return p.aside < q.aside;
    return p.node < q.node;
  };
  Partner first = partners[0];
  for (const Partner& p : partners)
    if (less(p, first)) first = p;
  double sum = 0;
  int count = 0;
  for (const Partner& p : partners)
    if (p.height <= first.height + Layers::same_sheet) sum += p.height, ++count;
  return {first.node, first.turned, sum / count};
}

std::array<Side, 2> sides_of(const BondGraph& near, const std::vector<Vec3>& normal, int i) {
  const double least = std::cos(Layers::angle * std::acos(-1.0) / 180);
  const Vec3 n = normal[near.atom[i]];
  std::vector<Partner> partners[2];  // above, below
  for (auto b = near.begin[i]; b < near.begin[i + 1]; ++b) {
    const Vec3 r = near.vector(i, near.bond[b]);
    const double h = dot(r, n), along = dot(n, normal[near.atom[near.bond[b].node]]);
    if (std::abs(h) < Layers::nearest || std::abs(h) > Layers::farthest || std::abs(along) < least) continue;
    const double aside = norm(r - h * n);
    if (aside > Layers::aside) continue;
    partners[h > 0 ? 0 : 1].push_back({std::abs(h), aside, near.bond[b].node, along < 0});
  }
  return {summarize(partners[0]), summarize(partners[1])};
}

/// Sheets met from node i on one side, up to what is still allowed.
int steps(const std::vector<std::array<Side, 2>>& sides, int i, int side, int allowed) {
  int count = 0;
  while (count < allowed && sides[i][side].next >= 0) {
    const Side& s = sides[i][side];
    i = s.next;
    side = s.turned ? 1 - side : side;
    ++count;
  }
  return count;
}
}  // namespace

SheetNet sheet_net(const Atoms& atoms, const Box& box, const BondGraph& graph, const std::vector<PairCutoff>& pairs) {
  SheetNet net;
  const Atoms sheets = sheets_of(atoms, graph, net);
  const auto n = static_cast<std::ptrdiff_t>(net.normal.size());
  if (n == 0) return net;
  std::vector<PairCutoff> reach = pairs;
  for (PairCutoff& p : reach) p.cutoff = std::hypot(Layers::farthest, Layers::aside);
  const BondGraph near = bond_graph(sheets, box, reach);
  net.sheet_atom = near.atom;
  net.sides.resize(n);
  parallel_for(n, [&](std::ptrdiff_t i) { net.sides[i] = sides_of(near, net.normal, static_cast<int>(i)); });
  return net;
}

void Layers::add(const Atoms& atoms, const Box& box, const BondGraph& graph, const std::vector<PairCutoff>& pairs) {
  const SheetNet net = sheet_net(atoms, box, graph, pairs);
  const auto n = static_cast<std::ptrdiff_t>(net.sides.size());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const int up = steps(net.sides, static_cast<int>(i), 0, largest_height - 1);
    const int height = 1 + up + steps(net.sides, static_cast<int>(i), 1, largest_height - 1 - up);
    ++heights_[height];
    for (const Side& s : net.sides[i])
      if (s.next >= 0) spacing_.add(s.spacing);
  }
  sheet_atoms_ += n;
}

void Layers::add(const Layers& later) {
  sheet_atoms_ += later.sheet_atoms_;
  spacing_.add(later.spacing_);
  for (const auto& [sheets, atoms] : later.heights_) heights_[sheets] += atoms;
}

double Layers::mean_height() const {
  double sum = 0;
  for (const auto& [sheets, atoms] : heights_)
    if (sheets > 1) sum += static_cast<double>(sheets) * static_cast<double>(atoms);
  return stacked_atoms() > 0 ? sum / static_cast<double>(stacked_atoms()) : 0;
}

}  // namespace nacre
