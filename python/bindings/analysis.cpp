// Analyses: plain dictionaries of arrays, which nacre.analyze makes dataclasses of.
#include "arrays.h"

namespace nacre_python {

namespace {
using nacre::PairCutoff;
using Bonds = std::vector<std::tuple<std::string, std::string, double>>;

std::vector<PairCutoff> to_bonds(const Bonds& bonds) {
  std::vector<PairCutoff> found;
  for (const auto& [first, second, cutoff] : bonds) found.push_back({first, second, cutoff});
  return found;
}

/// The analysis of these frames, without Python's lock.
template <class Analyse>
auto released(nb::handle frames, Analyse&& analyse) {
  const std::vector<nacre::Structure> all = to_structures(frames);
  const nb::gil_scoped_release released;
  return analyse(nacre::Frames(all));
}

template <class... Pairs>
nb::dict dict_of(Pairs&&... pairs) {
  nb::dict d;
  ((d[pairs.first] = nb::cast(std::move(pairs.second))), ...);
  return d;
}
template <class Value>
std::pair<const char*, Value> item(const char* name, Value value) {
  return {name, std::move(value)};
}

nb::dict rdf(nb::handle frames, double r_max, int bins, int blocks) {
  nacre::RdfResult g = released(frames, [&](nacre::Frames f) { return nacre::rdf(f, {r_max, bins, blocks}); });
  const auto curve = [](nacre::RdfCurve c) {
    return dict_of(item("first", c.first), item("second", c.second), item("g", array_of(std::move(c.g))),
                   item("error", array_of(std::move(c.error))),
                   item("coordination", array_of(std::move(c.coordination))));
  };
  nb::list pairs;
  for (nacre::RdfCurve& c : g.pairs) pairs.append(curve(std::move(c)));
  return dict_of(item("r", array_of(std::move(g.r))), item("total", curve(std::move(g.total))), item("pairs", pairs),
                 item("frames", g.frames));
}

nb::dict adf(nb::handle frames, const Bonds& bonds, int bins) {
  nacre::AdfResult a = released(frames, [&](nacre::Frames f) { return nacre::adf(f, to_bonds(bonds), bins); });
  const auto curve = [](nacre::AdfCurve c) {
    return dict_of(item("name", c.name), item("density", array_of(std::move(c.density))), item("angles", c.angles),
                   item("mean", c.mean), item("deviation", c.deviation));
  };
  nb::list kinds;
  for (nacre::AdfCurve& c : a.kinds) kinds.append(curve(std::move(c)));
  return dict_of(item("angle", array_of(std::move(a.angle))), item("total", curve(std::move(a.total))),
                 item("kinds", kinds), item("frames", a.frames));
}

nb::dict coordination(nb::handle frames, const Bonds& bonds) {
  nacre::CoordinationResult c =
      released(frames, [&](nacre::Frames f) { return nacre::coordination(f, to_bonds(bonds)); });
  return dict_of(item("counts", array_of(std::move(c.counts))), item("atoms", c.atoms), item("mean", c.mean));
}

Numpy<int> coordination_numbers(nb::handle structure, const Bonds& bonds) {
  return array_of(nacre::coordination_numbers(to_structure(structure), to_bonds(bonds)));
}

nb::dict hybridization(nb::handle frames, const Bonds& bonds) {
  const nacre::HybridizationResult h =
      released(frames, [&](nacre::Frames f) { return nacre::hybridization(f, to_bonds(bonds)); });
  return dict_of(item("atoms", h.atoms), item("sp", h.sp), item("sp2", h.sp2), item("sp3", h.sp3),
                 item("bond_length", h.bond_length), item("bond_angle", h.bond_angle),
                 item("bond_length_deviation", h.bond_length_deviation),
                 item("bond_angle_deviation", h.bond_angle_deviation), item("pentagons", h.pentagons),
                 item("heptagons", h.heptagons), item("pairs_5_7", h.pairs_5_7), item("layer_spacing", h.layer_spacing),
                 item("layer_spacing_deviation", h.layer_spacing_deviation), item("stack_height", h.stack_height));
}

nb::dict msd(nb::handle frames, double spacing, double longest, double fit_from, double fit_to, bool unwrapped,
             bool remove_drift) {
  nacre::MsdResult r = released(frames, [&](nacre::Frames f) {
    return nacre::msd(f, {spacing, longest, fit_from, fit_to, unwrapped, remove_drift});
  });
  nb::list curves;
  for (nacre::MsdCurve& c : r.curves)
    curves.append(dict_of(item("species", c.species), item("atoms", c.atoms), item("msd", rows_of(std::move(c.msd))),
                          item("vacf", rows_of(std::move(c.vacf))), item("diffusion", c.diffusion),
                          item("diffusion_error", c.diffusion_error), item("exponent", c.exponent)));
  return dict_of(item("time", array_of(std::move(r.time))), item("curves", curves), item("frames", r.frames));
}

nb::dict rings(nb::handle frames, const Bonds& bonds, int max_size, const std::string& criterion) {
  using enum nacre::RingCriterion;
  if (criterion != "primitive" && criterion != "king" && criterion != "guttman")
    throw nb::value_error("criterion: 'primitive', 'king' or 'guttman'");
  const auto kind = criterion == "primitive" ? primitive : criterion == "king" ? king : guttman;
  const nacre::RingResult r =
      released(frames, [&](nacre::Frames f) { return nacre::rings(f, to_bonds(bonds), max_size, kind); });
  std::vector<int64_t> size, number;
  std::vector<double> per_atom, share, planarity, roundness;
  for (const nacre::RingSize& s : r.sizes) {
    size.push_back(s.size), number.push_back(s.rings), per_atom.push_back(s.per_atom), share.push_back(s.share);
    planarity.push_back(s.mean_planarity), roundness.push_back(s.mean_roundness);
  }
  return dict_of(item("size", array_of(size)), item("rings", array_of(number)), item("per_atom", array_of(per_atom)),
                 item("share", array_of(share)), item("mean_planarity", array_of(planarity)),
                 item("mean_roundness", array_of(roundness)), item("atoms", r.atoms));
}

nb::dict xrd(nb::handle frames, const std::string& method, double wavelength, double low, double high, double step,
             bool polarization, double r_max, double bond) {
  if (method != "debye" && method != "fft") throw nb::value_error("method: 'debye' or 'fft'");
  nacre::XrdSettings settings{
      wavelength, low,          high,
      step,       polarization, method == "debye" ? nacre::XrdMethod::debye : nacre::XrdMethod::structure_factor,
      r_max,      bond};
  nacre::XrdResult x = released(frames, [&](nacre::Frames f) { return nacre::xrd(f, settings); });
  nb::list peaks;
  for (const nacre::XrdPeak& p : x.peaks)
    peaks.append(dict_of(item("two_theta", p.two_theta), item("two_theta_error", p.two_theta_error), item("d", p.d),
                         item("height", p.height), item("fwhm", p.fwhm), item("converged", p.converged)));
  return dict_of(item("two_theta", array_of(std::move(x.two_theta))),
                 item("intensity", array_of(std::move(x.intensity))), item("peaks", peaks),
                 item("has_layers", x.has_layers), item("layer_d", x.layer_d),
                 item("layer_d_corrected", x.layer_d_corrected), item("layer_spacing", x.layer_spacing),
                 item("Lc", x.Lc), item("La", x.La), item("resolution", x.resolution));
}

nb::dict pores(nb::handle frames, double probe, double grid, double bin, const std::string& radii,
               const std::vector<std::string>& guests) {
  nacre::PoreResult p = released(frames, [&](nacre::Frames f) {
    return nacre::pores(f, {probe, grid, bin, radii, guests});
  });
  return dict_of(
      item("largest_cavity", p.largest_cavity), item("limiting", p.limiting), item("void_fraction", p.void_fraction),
      item("accessible", p.accessible), item("accessible_open", p.accessible_open), item("occupiable", p.occupiable),
      item("occupiable_open", p.occupiable_open), item("surface", p.surface), item("surface_open", p.surface_open),
      item("density", p.density), item("diameter", array_of(std::move(p.diameter))),
      item("distribution", array_of(std::move(p.distribution))));
}
}  // namespace

void bind_analysis(nb::module_& m) {
  m.def("rdf", &rdf, "frames"_a, "r_max"_a, "bins"_a, "blocks"_a);
  m.def("adf", &adf, "frames"_a, "bonds"_a, "bins"_a);
  m.def("coordination", &coordination, "frames"_a, "bonds"_a);
  m.def("coordination_numbers", &coordination_numbers, "structure"_a, "bonds"_a);
  m.def("hybridization", &hybridization, "frames"_a, "bonds"_a);
  m.def("msd", &msd, "frames"_a, "spacing"_a, "longest"_a, "fit_from"_a, "fit_to"_a, "unwrapped"_a, "remove_drift"_a);
  m.def("rings", &rings, "frames"_a, "bonds"_a, "max_size"_a, "criterion"_a);
  m.def("xrd", &xrd, "frames"_a, "method"_a, "wavelength"_a, "low"_a, "high"_a, "step"_a, "polarization"_a, "r_max"_a,
        "bond"_a);
  m.def("pores", &pores, "frames"_a, "probe"_a, "grid"_a, "bin"_a, "radii"_a, "guests"_a);
}

}  // namespace nacre_python
