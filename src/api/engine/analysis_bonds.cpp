#include "analysis/bonds/adf.h"
#include "analysis/bonds/coordination.h"
#include "analysis/bonds/hybridization.h"
#include "analysis/rings/rings.h"
#include "api/engine/analysis_inside.h"

namespace nacre::v1 {

std::vector<nacre::PairCutoff> inner_pairs(const std::vector<PairCutoff>& pairs) {
  std::vector<std::string> words;
  for (const PairCutoff& p : pairs) {
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", p.cutoff);
    words.push_back(p.first + "-" + p.second + "=" + number);
  }
  return parse_pair_cutoffs(words);
}

// --- coordination numbers

CoordinationResult coordination(Frames frames, const std::vector<PairCutoff>& bonds) {
  return guarded([&] {
    Coordination all(inner_pairs(bonds));
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    return CoordinationResult{all.total().counts, all.total().atoms(), all.total().mean()};
  });
}

std::vector<int> coordination_numbers(const Structure& structure, const std::vector<PairCutoff>& bonds) {
  return guarded([&] {
    return nacre::coordination_numbers(to_atoms(structure), to_box(structure.cell, structure.periodic),
                                       inner_pairs(bonds));
  });
}

// --- hybridisation

HybridizationResult hybridization(Frames frames, const std::vector<PairCutoff>& bonds) {
  return guarded([&] {
    Hybridization all({inner_pairs(bonds), {}});
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    HybridizationResult r;
    r.atoms = all.counts().atoms();
    r.sp = all.counts().share(2), r.sp2 = all.counts().share(3), r.sp3 = all.counts().share(4);
    r.bond_length = all.bonds().mean(), r.bond_length_deviation = all.bonds().deviation();
    r.bond_angle = all.angles().mean(), r.bond_angle_deviation = all.angles().deviation();
    r.pentagons = all.pentagons(), r.heptagons = all.heptagons(), r.pairs_5_7 = all.pairs_5_7();
    r.layer_spacing = all.layers().spacing().mean(), r.layer_spacing_deviation = all.layers().spacing().deviation();
    r.stack_height = all.layers().mean_height();
    return r;
  });
}

// --- angles

namespace {
AdfCurve public_curve(const std::string& name, const AngleCounts& counts) {
  AdfCurve curve{name, {}, counts.angles, counts.mean(), counts.deviation()};
  for (std::size_t k = 0; k < counts.bins.size(); ++k) curve.density.push_back(counts.density(k));
  return curve;
}
}  // namespace

AdfResult adf(Frames frames, const std::vector<PairCutoff>& bonds, int bins) {
  return guarded([&] {
    Adf all(bond_angle_kinds(inner_pairs(bonds)), bins);
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    AdfResult r;
    const AngleCounts total = all.total();
    for (std::size_t k = 0; k < total.bins.size(); ++k) r.angle.push_back(total.middle(k));
    r.total = public_curve("total", total);
    for (std::size_t kind = 0; kind < all.kinds().size(); ++kind)
      r.kinds.push_back(public_curve(all.kinds()[kind].name(), all.counts(kind)));
    r.frames = all.frames();
    return r;
  });
}

// --- rings

RingResult rings(Frames frames, const std::vector<PairCutoff>& bonds, int max_size, RingCriterion criterion) {
  return guarded([&] {
    const auto inner = criterion == RingCriterion::king      ? nacre::RingCriterion::king
                       : criterion == RingCriterion::guttman ? nacre::RingCriterion::guttman
                                                             : nacre::RingCriterion::primitive;
    Rings all({inner_pairs(bonds), max_size, inner});
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    RingResult r;
    r.atoms = all.atoms();
    for (int n = smallest_ring; n <= max_size; ++n) {
      const Rings::Size& s = all.size(n);
      r.sizes.push_back({n, s.rings, all.per_atom(n), all.share(n), s.mean_planarity(), s.mean_roundness()});
    }
    return r;
  });
}

}  // namespace nacre::v1
