#include "analysis/bonds/hybridization.h"

#include <algorithm>
#include <cmath>

#include "analysis/rings/ring_pairs.h"
#include "analysis/rings/ring_search.h"
#include "core/error.h"
#include "core/printable.h"

namespace nacre {

namespace {
double degrees_between(Vec3 a, Vec3 b) {
  // atan2 keeps its digits near 0 and 180 degrees, where acos loses half of them.
  return std::atan2(norm(cross(a, b)), dot(a, b)) * 180 / std::acos(-1.0);
}

bool has_pair(const std::vector<PairCutoff>& pairs, const std::string& a, const std::string& b) {
  return std::any_of(pairs.begin(), pairs.end(), [&](const PairCutoff& p) {
    return (p.first == a && p.second == b) || (p.first == b && p.second == a);
  });
}

/// Carbon alone is counted, also where its bonds to others are looked for.
void count_carbon(const Atoms& atoms, BondGraph& graph) {
  for (int i = 0; i < graph.nodes(); ++i) graph.counted[i] = atoms.species[atoms.type[graph.atom[i]]] == "C";
}

bool has_atoms(const Atoms& atoms, const std::string& species) {
  return std::any_of(atoms.type.begin(), atoms.type.end(), [&](int t) { return atoms.species[t] == species; });
}

/// Carbon's bonds to what is not carbon: 0.2 to 0.3 Å longer than at rest (1.09, 1.43, 1.47), far below the next shell.
const std::vector<PairCutoff>& other_bonds() {
  static const std::vector<PairCutoff> bonds{{"C", "H", 1.3}, {"C", "O", 1.7}, {"C", "N", 1.75}};
  return bonds;
}

void add_other_bonds(std::vector<PairCutoff>& pairs, const Atoms& atoms) {
  for (const PairCutoff& p : other_bonds())
    if (!has_pair(pairs, p.first, p.second) && has_atoms(atoms, p.first) && has_atoms(atoms, p.second)) pairs.push_back(p);
}
}  // namespace

Hybridization::Hybridization(HybridizationSettings settings)
    : settings_(std::move(settings)), pairs_(settings_.pairs), scan_(settings_.scan.size()) {
  carbon_only_ =
      std::any_of(pairs_.begin(), pairs_.end(), [](const PairCutoff& p) { return p.first == "C" || p.second == "C"; });
  for (const double cutoff : settings_.scan)
    if (!(cutoff > 0) || !std::isfinite(cutoff))
      throw Error("out of range").key("scan").value(number_text(cutoff)).allowed("> 0 (A)");
}

Hybridization Hybridization::measure(const Atoms& atoms, const Box& box) const {
  Hybridization frame(settings_);
  frame.add_frame(atoms, box);
  return frame;
}

void Hybridization::add(const Hybridization& later) {
  for (const PairCutoff& p : later.pairs_)
    if (!has_pair(pairs_, p.first, p.second)) pairs_.push_back(p);
  counts_.add(later.counts_);
  for (std::size_t k = 0; k < scan_.size(); ++k) scan_[k].add(later.scan_[k]);
  bonds_.add(later.bonds_), angles_.add(later.angles_);
  for (const auto& [z, spread] : later.bonds_by_) bonds_by_[z].add(spread);
  for (const auto& [z, spread] : later.angles_by_) angles_by_[z].add(spread);
  linear_ += later.linear_, bent_ += later.bent_;
  pentagons_ += later.pentagons_, heptagons_ += later.heptagons_, pairs_5_7_ += later.pairs_5_7_;
  layers_.add(later.layers_);
  frames_ += later.frames_;
}

void Hybridization::add_frame(const Atoms& atoms, const Box& box) {
  if (carbon_only_) add_other_bonds(pairs_, atoms);
  BondGraph graph = bond_graph(atoms, box, pairs_);
  if (carbon_only_) count_carbon(atoms, graph);
  for (int i = 0; i < graph.nodes(); ++i)
    if (graph.counted[i]) counts_.add(graph.degree(i));
  add_bonds(graph, atoms);
  add_angles(graph);
  add_rings(graph);
  add_scan(atoms, box, graph);
  layers_.add(atoms, box, graph, pairs_);
  ++frames_;
}

void Hybridization::add_bonds(const BondGraph& graph, const Atoms& atoms) {
  const bool all_given = pairs_.size() == settings_.pairs.size();
  const auto species = [&](int node) -> const std::string& { return atoms.species[atoms.type[graph.atom[node]]]; };
  for (int i = 0; i < graph.nodes(); ++i)
    for (auto b = graph.begin[i]; b < graph.begin[i + 1]; ++b) {
      const Bond& bond = graph.bond[b];
      if (bond.node < i || (bond.node == i && bond.shift < 0)) continue;  // from one end only
      if (!all_given && !has_pair(settings_.pairs, species(i), species(bond.node))) continue;
      const double length = norm(graph.vector(i, bond));
      bonds_.add(length);
      bonds_by_[std::minmax({graph.degree(i), graph.degree(bond.node)})].add(length);
    }
}

void Hybridization::add_angles(const BondGraph& graph) {
  std::vector<Vec3> r;
  for (int i = 0; i < graph.nodes(); ++i) {
    if (!graph.counted[i]) continue;
    r.clear();
    for (auto b = graph.begin[i]; b < graph.begin[i + 1]; ++b) r.push_back(graph.vector(i, graph.bond[b]));
    if (r.size() < 2) continue;
    Spread& own = angles_by_[static_cast<int>(r.size())];
    for (std::size_t j = 0; j < r.size(); ++j)
      for (std::size_t k = j + 1; k < r.size(); ++k) {
        const double angle = degrees_between(r[j], r[k]);
        angles_.add(angle);
        own.add(angle);
        if (r.size() == 2) ++(angle > linear_angle ? linear_ : bent_);
      }
  }
}

void Hybridization::add_rings(const BondGraph& graph) {
  const RingList rings = find_rings(graph, 7, RingCriterion::primitive);
  for (std::int64_t r = 0; r < rings.rings(); ++r) {
    pentagons_ += rings.size(r) == 5 ? 1 : 0;
    heptagons_ += rings.size(r) == 7 ? 1 : 0;
  }
  pairs_5_7_ += pairs_sharing_a_bond(rings, 5, 7);
}

void Hybridization::add_scan(const Atoms& atoms, const Box& box, const BondGraph& graph) {
  for (std::size_t k = 0; k < scan_.size(); ++k) {
    std::vector<PairCutoff> pairs = pairs_;
    pairs[0].cutoff = settings_.scan[k];
    const std::vector<int> numbers = coordination_numbers(atoms, box, pairs);
    for (int i = 0; i < graph.nodes(); ++i)
      if (graph.counted[i]) scan_[k].add(numbers[graph.atom[i]]);
  }
}

}  // namespace nacre
