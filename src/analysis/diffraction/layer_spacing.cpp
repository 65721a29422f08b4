#include "analysis/diffraction/layer_spacing.h"

#include <algorithm>
#include <cmath>

#include "analysis/diffraction/layers.h"

namespace nacre {

void LayerSpacing::add(const LayerSpacing& o) {
  stacked += o.stacked, tetrahedral += o.tetrahedral, atoms += o.atoms;
  if (o.sites == 0) return;
  const double n = static_cast<double>(sites), m = static_cast<double>(o.sites), all = n + m;
  const double square =
      (n * (deviation * deviation + mean * mean) + m * (o.deviation * o.deviation + o.mean * o.mean)) / all;
  mean = (n * mean + m * o.mean) / all;
  deviation = std::sqrt(std::max(0.0, square - mean * mean));
  sites += o.sites;
}

bool LayerSpacing::is_stack() const {
  constexpr std::int64_t least_share = 10;  // one in so many
  constexpr double largest_deviation = 0.5;
  return sites > 0 && stacked * least_share >= atoms && deviation <= largest_deviation;
}

namespace {
std::int64_t with_four_bonds(const BondGraph& graph) {
  std::int64_t count = 0;
  for (int i = 0; i < graph.nodes(); ++i) count += graph.degree(i) == 4;
  return count;
}
}  // namespace

LayerSpacing layer_spacing(const Atoms& atoms, const Box& box, double bond) {
  if (atoms.size() == 0) return {};
  std::vector<PairCutoff> pairs;
  for (std::size_t a = 0; a < atoms.species.size(); ++a)
    for (std::size_t b = a; b < atoms.species.size(); ++b) pairs.push_back({atoms.species[a], atoms.species[b], bond});
  Layers layers;
  const BondGraph graph = bond_graph(atoms, box, pairs);
  layers.add(atoms, box, graph, pairs);
  const Spread& s = layers.spacing();
  return {
      s.mean(), s.deviation(), s.count(), layers.stacked_atoms(), with_four_bonds(graph), std::ssize(atoms.position)};
}

}  // namespace nacre
