#include "analysis/diffraction/layer_spacing.h"

#include <algorithm>
#include <cmath>

#include "analysis/diffraction/layers.h"

namespace nacre {

void LayerSpacing::add(const LayerSpacing& o) {
  if (o.sites == 0) return;
  const double n = static_cast<double>(sites), m = static_cast<double>(o.sites), all = n + m;
  const double square =
      (n * (deviation * deviation + mean * mean) + m * (o.deviation * o.deviation + o.mean * o.mean)) / all;
  mean = (n * mean + m * o.mean) / all;
  deviation = std::sqrt(std::max(0.0, square - mean * mean));
  sites += o.sites;
}

LayerSpacing layer_spacing(const Atoms& atoms, const Box& box, double bond) {
  if (atoms.size() == 0) return {};
  std::vector<PairCutoff> pairs;
  for (std::size_t a = 0; a < atoms.species.size(); ++a)
    for (std::size_t b = a; b < atoms.species.size(); ++b) pairs.push_back({atoms.species[a], atoms.species[b], bond});
  Layers layers;
  layers.add(atoms, box, bond_graph(atoms, box, pairs), pairs);
  const Spread& s = layers.spacing();
  return {s.mean(), s.deviation(), s.count()};
}

}  // namespace nacre
