#include "analysis/bonds/bond_graph.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"
#include "neighbor/pair_list.h"

namespace nacre {

namespace {
std::vector<char> species_counted(const Atoms& atoms, const std::vector<PairCutoff>& pairs) {
  std::vector<char> counted;
  std::string known;
  for (const std::string& s : atoms.species) {
    counted.push_back(
        std::any_of(pairs.begin(), pairs.end(), [&](const PairCutoff& p) { return p.first == s || p.second == s; }));
    known += (known.empty() ? "" : " ") + s;
  }
  if (std::none_of(atoms.type.begin(), atoms.type.end(), [&](int t) { return counted[t] != 0; }))
    throw Error("no atom belongs to any of these pairs")
        .key("cutoff")
        .value(to_text(pairs))
        .allowed("pairs of the species in the file: " + known);
  return counted;
}

/// Width 1: the local slots are exactly the atoms, so slots serve as nodes.
void take_nodes(const NeighborList& list, const Atoms& atoms, const std::vector<char>& counted, BondGraph& graph) {
  const int n = static_cast<int>(atoms.size());
  graph.atom.assign(list.atoms().begin(), list.atoms().begin() + n);
  graph.position.assign(list.positions().begin(), list.positions().begin() + n);
  graph.counted.resize(n);
  graph.begin.resize(n + 1);
  for (int i = 0; i < n; ++i) {
    graph.counted[i] = counted[atoms.type[graph.atom[i]]];
    graph.begin[i + 1] = list.row_end(i);
  }
}

struct Owners {
  const NeighborList& list;
  const Box& box;
  std::vector<int> node_of_atom;

  /// The node and the lattice shift of any slot: an image lies whole lattice vectors from its owner.
  Bond bond_to(int slot, int nodes) const {
    if (slot < nodes) return {slot, 0};
    const int owner = node_of_atom[list.atom(slot)];
    const Vec3 s = box.fractional(list.positions()[slot] - list.positions()[owner]);
    const int a = nearest_within<int>(s.x), b = nearest_within<int>(s.y), c = nearest_within<int>(s.z);
    if (std::max({a, b, c}) > largest_shift || std::min({a, b, c}) < -largest_shift)
      throw Error("the cell is too thin for this cutoff: a bond crosses it more than 500 times").key("cutoff");
    return {owner, pack_shift(a, b, c)};
  }
};

int largest_step(const std::vector<Bond>& bonds) {
  int largest = 0;
  for (const Bond& b : bonds) {
    if (b.shift == 0) continue;
    for (const int s : unpack_shift(b.shift)) largest = std::max(largest, std::abs(s));
  }
  return largest;
}
}  // namespace

BondGraph bond_graph(const Atoms& atoms, const Box& box, const std::vector<PairCutoff>& pairs) {
  const std::vector<char> counted = species_counted(atoms, pairs);
  const NeighborList list = list_of_pairs(atoms, box, cutoff_table(pairs, atoms.species));
  BondGraph graph;
  graph.cell = box.h();
  take_nodes(list, atoms, counted, graph);
  Owners owners{list, box, std::vector<int>(atoms.size())};
  for (int i = 0; i < graph.nodes(); ++i) owners.node_of_atom[graph.atom[i]] = i;
  graph.bond.resize(graph.begin.back());
  parallel_for(graph.nodes(), [&](std::ptrdiff_t i) {
    const auto first = graph.bond.begin() + graph.begin[i], last = graph.bond.begin() + graph.begin[i + 1];
    auto entry = list.row_begin(static_cast<int>(i));
    for (auto b = first; b != last; ++b, ++entry) *b = owners.bond_to(list.neighbors()[entry], graph.nodes());
    std::sort(first, last,
              [](const Bond& p, const Bond& q) { return p.node != q.node ? p.node < q.node : p.shift < q.shift; });
  });
  graph.largest_step = largest_step(graph.bond);
  return graph;
}

}  // namespace nacre
