// Parts of a periodic graph, percolation, and the parts that a probe can be in: the union-find half of pore_network.h.
#include <algorithm>
#include <map>
#include <numeric>

#include "analysis/pores/pore_network.h"

namespace nacre {

using namespace cell_arithmetic;

namespace {
// Windows of one kind differ by the rounding of coordinates in files: A, radius.
constexpr double equal_windows = 0.005;
}  // namespace

PeriodicParts::PeriodicParts(int nodes) : parent_(nodes), rank_(nodes, 0), cell_(nodes), way_(nodes) {
  std::iota(parent_.begin(), parent_.end(), 0);
}

int PeriodicParts::root(int node) {
  int top = node;
  CellShift cell{};
  while (parent_[top] != top) cell = cell + cell_[top], top = parent_[top];
  while (parent_[node] != top && node != top) {  // the path becomes one step
    const int next = parent_[node];
    const CellShift step = cell_[node];
    parent_[node] = top, cell_[node] = cell;
    cell = cell - step, node = next;
  }
  return top;
}

/// Root of b's part when the root of a's is in cell 0. Call after root(a) and root(b).
CellShift PeriodicParts::between(int a, int b, CellShift shift) {
  const CellShift cell_a = parent_[a] == a ? CellShift{} : cell_[a], cell_b = parent_[b] == b ? CellShift{} : cell_[b];
  return cell_a + shift - cell_b;
}

bool PeriodicParts::are_linked(int a, int b, CellShift shift) {
  const int ra = root(a), rb = root(b);
  return ra == rb && !is_new(ra, between(a, b, shift));
}

int PeriodicParts::join(int a, int b, CellShift shift) {
  const int ra = root(a), rb = root(b);
  const CellShift way = between(a, b, shift);
  if (ra == rb) {
    add_way(ra, way);
    return rank_[ra];
  }
  parent_[rb] = ra, cell_[rb] = way;
  for (int k = 0; k < rank_[rb]; ++k) add_way(ra, way_[rb][k]);
  return rank_[ra];
}

bool PeriodicParts::is_new(int root, CellShift way) const {
  const auto& known = way_[root];
  switch (rank_[root]) {
    case 0:
      return !is_zero(way);
    case 1:
      return !is_zero(cross(known[0], way));
    case 2:
      return dot(cross(known[0], known[1]), way) != 0;
    default:
      return false;
  }
}

void PeriodicParts::add_way(int root, CellShift way) {
  if (is_new(root, way)) way_[root][rank_[root]++] = way;
}

Percolation percolation(const PoreNetwork& network) {
  PeriodicParts parts(static_cast<int>(network.cavities.size()));
  Percolation found;
  for (const PoreWindow& w : network.windows) {
    if (found.dimension > 0 && w.radius < found.radius - equal_windows) break;
    const int dimension = parts.join(w.a, w.b, w.shift);
    if (dimension > 0 && found.dimension == 0) found.radius = w.radius, found.exact = w.exact;
    found.dimension = std::max(found.dimension, dimension);
  }
  for (std::size_t c = 0; c < network.cavities.size(); ++c)
    if (parts.dimension(static_cast<int>(c)) > 0) found.cavity = std::max(found.cavity, network.cavities[c].radius);
  return found;
}

PoreParts parts_at(const PoreNetwork& network, double probe) {
  const int n = static_cast<int>(network.cavities.size());
  PeriodicParts all(n);
  for (const PoreWindow& w : network.windows) {
    if (w.radius < probe) break;
    all.join(w.a, w.b, w.shift);
  }
  PoreParts parts;
  parts.part.assign(n, -1);
  std::map<int, int> number;
  for (int c = 0; c < n; ++c) {
    if (network.cavities[c].radius < probe) continue;
    const auto [place, fresh] = number.try_emplace(all.root(c), static_cast<int>(parts.dimension.size()));
    if (fresh) parts.dimension.push_back(all.dimension(c));
    parts.part[c] = place->second;
  }
  return parts;
}

}  // namespace nacre
