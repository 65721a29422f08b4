#include "analysis/domains/graphitic_domains.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <utility>

#include "analysis/bonds/bond_graph.h"
#include "analysis/diffraction/layers.h"

namespace nacre {

namespace {
constexpr double bond_of_graphite = 1.42;                                                           // Å
constexpr double area_an_atom = 3 * std::numbers::sqrt3 / 4 * bond_of_graphite * bond_of_graphite;  // Å^2

/// Things that are joined, pair by pair; the lowest of a set stands for it.
class JoinedSets {
 public:
  explicit JoinedSets(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  int root(int i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(int i, int j) {
    const int a = root(i), b = root(j);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<int> parent_;
};

/// The layer of each node, -1 for none, and what is known of the sheet atoms.
class LayerFinder {
 public:
  LayerFinder(const BondGraph& graph, const SheetNet& net)
      : graph_(graph), normal_(graph.nodes()), layer_(graph.nodes(), -1), sets_(graph.nodes()) {
    for (std::size_t k = 0; k < net.node.size(); ++k) normal_[net.node[k]] = net.normal[k];
    for (int i = 0; i < graph.nodes(); ++i) join_neighbours(i);
    for (int i = 0; i < graph.nodes(); ++i)
      if (is_sheet(i)) layer_[i] = sets_.root(i);
    for (int i = 0; i < graph.nodes(); ++i)
      if (!is_sheet(i)) layer_[i] = layer_beside(i);
    drop_small_ones();
  }
  const std::vector<int>& layers() const { return layer_; }
  Vec3 normal(int node) const { return normal_[node]; }
  bool is_sheet(int node) const { return dot(normal_[node], normal_[node]) > 0; }

 private:
  template <class Action>
  void for_bonds(int i, Action&& action) const {
    for (auto b = graph_.begin[i]; b < graph_.begin[i + 1]; ++b) action(graph_.bond[b]);
  }
  void join_neighbours(int i) {
    const double least = std::cos(Layers::angle * std::numbers::pi / 180);
    if (!is_sheet(i)) return;
    for_bonds(i, [&](const Bond& b) {
      if (is_sheet(b.node) && std::abs(dot(normal_[i], normal_[b.node])) >= least) sets_.join(i, b.node);
    });
  }
  /// Of an atom at an edge: that of its first neighbour in a sheet, in whose plane it lies.
  int layer_beside(int i) {
    int found = -1;
    if (graph_.degree(i) > 3) return found;
    for_bonds(i, [&](const Bond& b) {
      if (found >= 0 || !is_sheet(b.node)) return;
      if (std::abs(dot(graph_.vector(i, b), normal_[b.node])) <= Layers::largest_offset) found = sets_.root(b.node);
    });
    return found;
  }
  void drop_small_ones() {
    std::vector<int> size(layer_.size());
    for (const int l : layer_)
      if (l >= 0) ++size[l];
    for (int& l : layer_)
      if (l >= 0 && size[l] < GraphiticDomains::least_atoms) l = -1;
  }

  const BondGraph& graph_;
  std::vector<Vec3> normal_;
  std::vector<int> layer_;
  JoinedSets sets_;
};

/// How two layers lie above each other: sheet atoms of the first whose partner is in the second, and their spacings.
struct Overlap {
  std::int64_t atoms = 0;
  double spacing = 0;  ///< sum
};
using Overlaps = std::map<std::pair<int, int>, Overlap>;

Overlaps overlaps_of(const SheetNet& net, const std::vector<int>& layer) {
  Overlaps found;
  for (std::size_t place = 0; place < net.sides.size(); ++place)
    for (const SheetNet::Side& side : net.sides[place]) {
      if (side.next < 0) continue;
      const int from = layer[net.node[net.sheet_atom[place]]], to = layer[net.node[net.sheet_atom[side.next]]];
      if (from < 0 || to < 0 || from == to) continue;
      Overlap& o = found[{from, to}];
      ++o.atoms, o.spacing += side.spacing;
    }
  return found;
}

/// Sums over the atoms of a domain.
struct DomainSums {
  std::map<int, std::int64_t> layers;  ///< atoms of each
  Vec3 normal;
  Vec3 sine, cosine;  ///< of 2 pi times the fractional coordinates: their mean goes around the cell
  double spacing = 0;
  std::int64_t partners = 0;
};

class DomainFinder {
 public:
  DomainFinder(const Atoms& atoms, const Box& box, const std::vector<PairCutoff>& pairs)
      : box_(box),
        graph_(bond_graph(atoms, box, pairs)),
        net_(sheet_net(atoms, box, graph_, pairs)),
        finder_(graph_, net_),
        sets_(graph_.nodes()) {
    join_layers();
    for (int i = 0; i < graph_.nodes(); ++i) add_atom(i);
  }

  std::vector<GraphiticDomain> domains() const {
    std::vector<GraphiticDomain> out;
    for (const auto& [root, sums] : sums_)
      if (sums.layers.size() > 1) out.push_back(domain_of(sums));
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.atoms > b.atoms; });
    return out;
  }

 private:
  void join_layers() {
    const std::vector<int>& layer = finder_.layers();
    std::vector<std::int64_t> size(layer.size());
    for (int i = 0; i < graph_.nodes(); ++i)
      if (layer[i] >= 0 && finder_.is_sheet(i)) ++size[layer[i]];
    const Overlaps overlaps = overlaps_of(net_, layer);
    for (const auto& [pair, overlap] : overlaps) {
      if (size[pair.first] > size[pair.second]) continue;
      if (static_cast<double>(overlap.atoms) < GraphiticDomains::least_overlap * static_cast<double>(size[pair.first]))
        continue;
      sets_.join(pair.first, pair.second);
    }
    for (const auto& [pair, overlap] : overlaps) {
      if (sets_.root(pair.first) != sets_.root(pair.second)) continue;
      DomainSums& sums = sums_[sets_.root(pair.first)];
      sums.spacing += overlap.spacing, sums.partners += overlap.atoms;
    }
  }

  void add_atom(int i) {
    if (finder_.layers()[i] < 0) return;
    DomainSums& sums = sums_[sets_.root(finder_.layers()[i])];
    ++sums.layers[finder_.layers()[i]];
    const Vec3 n = finder_.normal(i);
    sums.normal += dot(n, sums.normal) < 0 ? -n : n;
    const Vec3 s = box_.fractional(graph_.position[i]);
    for (int k = 0; k < 3; ++k) {
      sums.sine[k] += std::sin(2 * std::numbers::pi * s[k]);
      sums.cosine[k] += std::cos(2 * std::numbers::pi * s[k]);
    }
  }

  GraphiticDomain domain_of(const DomainSums& sums) const {
    GraphiticDomain d;
    d.layers = static_cast<int>(sums.layers.size());
    for (const auto& [layer, atoms] : sums.layers) d.atoms += atoms;
    d.spacing = sums.partners > 0 ? sums.spacing / static_cast<double>(sums.partners) : 0;
    d.la = std::sqrt(4 * area_an_atom * static_cast<double>(d.atoms) / d.layers / std::numbers::pi);
    d.lc = d.layers * d.spacing;
    d.normal = (1 / norm(sums.normal)) * sums.normal;
    int largest = 0;
    for (int k = 1; k < 3; ++k)
      if (std::abs(d.normal[k]) > std::abs(d.normal[largest])) largest = k;
    if (d.normal[largest] < 0) d.normal = -d.normal;
    Vec3 s;
    for (int k = 0; k < 3; ++k) s[k] = std::atan2(sums.sine[k], sums.cosine[k]) / (2 * std::numbers::pi);
    d.centre = box_.wrap(box_.cartesian(s));
    return d;
  }

  const Box& box_;
  BondGraph graph_;
  SheetNet net_;
  LayerFinder finder_;
  JoinedSets sets_;  ///< of layers, which are named by a node
  std::map<int, DomainSums> sums_;
};
}  // namespace

GraphiticDomains GraphiticDomains::measure(const Atoms& atoms, const Box& box) const {
  GraphiticDomains one(pairs_);
  one.domains_ = DomainFinder(atoms, box, pairs_).domains();
  one.frames_ = 1;
  one.atoms_ = static_cast<std::int64_t>(atoms.size());
  for (GraphiticDomain& d : one.domains_) d.frame = 1;
  return one;
}

void GraphiticDomains::add(const GraphiticDomains& later) {
  for (GraphiticDomain d : later.domains_) {
    d.frame += frames_;
    domains_.push_back(d);
  }
  frames_ += later.frames_;
  atoms_ += later.atoms_;
}

double GraphiticDomains::share() const {
  std::int64_t inside = 0;
  for (const GraphiticDomain& d : domains_) inside += d.atoms;
  return atoms_ > 0 ? static_cast<double>(inside) / static_cast<double>(atoms_) : 0;
}

double GraphiticDomains::mean(double GraphiticDomain::*value) const {
  double sum = 0, weight = 0;
  for (const GraphiticDomain& d : domains_) {
    sum += static_cast<double>(d.atoms) * d.*value;
    weight += static_cast<double>(d.atoms);
  }
  return weight > 0 ? sum / weight : 0;
}

report::Table domain_table(const GraphiticDomains& result) {
  report::Table table{"domains.csv",
                      {fmt::format("graphitic domains, cutoffs {} A: layers of at least {} atoms, two layers and more",
                                   to_text(result.pairs()), GraphiticDomains::least_atoms)},
                      {{"frame"}, {"domain"}, {"layers"}, {"atoms"}},
                      {}};
  for (const char* name : {"la_A", "lc_A", "spacing_A", "normal_x", "normal_y", "normal_z", "x_A", "y_A", "z_A"})
    table.columns.push_back({name, "{:.6f}"});
  std::int64_t number = 0, frame = 0;
  for (const GraphiticDomain& d : result.domains()) {
    number = d.frame == frame ? number + 1 : 1, frame = d.frame;
    table.rows.push_back({d.frame, number, std::int64_t{d.layers}, d.atoms, d.la, d.lc, d.spacing, d.normal.x,
                          d.normal.y, d.normal.z, d.centre.x, d.centre.y, d.centre.z});
  }
  return table;
}

}  // namespace nacre
