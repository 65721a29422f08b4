#include "analysis/bonds/hybridization.h"

#include <algorithm>
#include <cmath>

#include "analysis/rings/ring_pairs.h"
#include "analysis/rings/ring_search.h"
#include "core/error.h"

namespace nacre {

namespace {
double degrees_between(Vec3 a, Vec3 b) {
  // atan2 keeps its digits near 0 and 180 degrees, where acos loses half of them.
  return std::atan2(norm(cross(a, b)), dot(a, b)) * 180 / std::acos(-1.0);
}
}  // namespace

Hybridization::Hybridization(HybridizationSettings settings)
    : settings_(std::move(settings)), scan_(settings_.scan.size()) {
  for (const double cutoff : settings_.scan)
    if (!(cutoff > 0) || !std::isfinite(cutoff))
      throw Error("out of range").key("scan").value(std::to_string(cutoff)).allowed("> 0 (A)");
}

Hybridization Hybridization::measure(const Atoms& atoms, const Box& box) const {
  Hybridization frame(settings_);
  frame.add_frame(atoms, box);
  return frame;
}

void Hybridization::add(const Hybridization& later) {
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
  const BondGraph graph = bond_graph(atoms, box, settings_.pairs);
  for (int i = 0; i < graph.nodes(); ++i)
    if (graph.counted[i]) counts_.add(graph.degree(i));
  add_bonds(graph);
  add_angles(graph);
  add_rings(graph);
  add_scan(atoms, box, graph);
  layers_.add(atoms, box, graph, settings_.pairs);
  ++frames_;
}

void Hybridization::add_bonds(const BondGraph& graph) {
  for (int i = 0; i < graph.nodes(); ++i)
    for (auto b = graph.begin[i]; b < graph.begin[i + 1]; ++b) {
      const Bond& bond = graph.bond[b];
      if (bond.node < i || (bond.node == i && bond.shift < 0)) continue;  // from one end only
      const double length = norm(graph.vector(i, bond));
      bonds_.add(length);
      bonds_by_[std::minmax({graph.degree(i), graph.degree(bond.node)})].add(length);
    }
}

void Hybridization::add_angles(const BondGraph& graph) {
  std::vector<Vec3> r;
  for (int i = 0; i < graph.nodes(); ++i) {
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
    std::vector<PairCutoff> pairs = settings_.pairs;
    pairs[0].cutoff = settings_.scan[k];
    const std::vector<int> numbers = coordination_numbers(atoms, box, pairs);
    for (int i = 0; i < graph.nodes(); ++i)
      if (graph.counted[i]) scan_[k].add(numbers[graph.atom[i]]);
  }
}

}  // namespace nacre
