#include "analysis/diffraction/xrd.h"
#include "analysis/motion/motion.h"
#include "analysis/pairs/rdf.h"
#include "api/engine/analysis_inside.h"

namespace nacre::v1 {

// --- radial distribution functions

namespace {
RdfCurve public_curve(const nacre::RdfCurve& c) { return {c.first, c.second, c.g, c.error, c.coordination}; }
}  // namespace

RdfResult rdf(Frames frames, const RdfSettings& settings) {
  return guarded([&] {
    Rdf all({settings.r_max, settings.bins, settings.blocks});
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    RdfResult r;
    for (int k = 0; k < settings.bins; ++k) r.r.push_back((k + 0.5) * all.width());
    r.total = public_curve(all.total());
    for (const nacre::RdfCurve& c : all.partials()) r.pairs.push_back(public_curve(c));
    r.frames = all.frames();
    return r;
  });
}

// --- motion

MsdResult msd(Frames frames, const MsdSettings& settings) {
  return guarded([&] {
    if (!(settings.spacing > 0))
      throw bad_argument("not a time", "spacing", std::to_string(settings.spacing), "numbers above 0 (ps)");
    MotionSettings inner;
    inner.longest_ps = settings.longest;
    inner.fit_from_ps = settings.fit_from, inner.fit_to_ps = settings.fit_to;
    inner.remove_drift = settings.remove_drift;
    Motion all(inner);
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) {
      all.add(atoms, box, settings.unwrapped ? &atoms.position : nullptr);
    });
    const MotionResult result = all.result(settings.spacing);
    MsdResult r;
    for (std::int64_t lag = 0; lag < result.lags; ++lag) r.time.push_back(result.time(lag));
    for (const MotionCurve& c : result.curves)
      r.curves.push_back({c.species, c.atoms, flat(c.msd), flat(c.vacf), c.einstein.d, c.einstein.error(), c.exponent});
    r.frames = result.frames;
    return r;
  });
}

// --- X-ray diffraction

namespace {
nacre::XrdSettings inner_settings(const XrdSettings& s) {
  nacre::XrdSettings inner;
  AngleGrid& grid = inner.debye.grid;
  grid.wavelength = s.wavelength;
  grid.low = s.low, grid.high = s.high, grid.step = s.step;
  grid.polarization = s.polarization;
  grid.check();
  inner.debye.r_max = s.r_max;
  inner.method = s.method == XrdMethod::debye ? nacre::XrdMethod::debye : nacre::XrdMethod::structure_factor;
  inner.bond = s.bond;
  return inner;
}

XrdResult public_result(const XrdReport& x) {
  XrdResult r;
  for (int k = 0; k < x.pattern.grid.size(); ++k) r.two_theta.push_back(x.pattern.grid.two_theta(k));
  r.intensity = x.pattern.intensity;
  for (const PeakFit& p : x.peaks)
    r.peaks.push_back({p.centre, p.centre_error, x.d(p.centre), p.height, p.fwhm, p.converged});
  r.has_layers = x.layers.found;
  r.layer_d = x.layers.peak_d, r.layer_d_corrected = x.layers.corrected_d;
  r.layer_spacing = x.geometric.is_stack() ? x.geometric.mean : 0;
  r.Lc = x.layers.crystallite, r.La = x.La;
  r.resolution = x.resolution;
  return r;
}
}  // namespace

XrdResult xrd(Frames frames, const XrdSettings& settings) {
  return guarded([&] {
    Xrd all(inner_settings(settings));
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    return public_result(all.report());
  });
}

}  // namespace nacre::v1
