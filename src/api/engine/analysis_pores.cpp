#include "analysis/pores/pores.h"
#include "api/engine/analysis_inside.h"
#include "core/units.h"

namespace nacre::v1 {

namespace {
constexpr double square_meters_per_gram = 1e4 / units::g_cm3_per_density;  // of Å^2/amu

nacre::PoreSettings inner_settings(const PoreSettings& s) {
  nacre::PoreSettings inner;
  inner.probe = s.probe;
  inner.grid = s.grid;
  inner.bin = s.bin;
  inner.radii = PoreRadii(s.radii);
  inner.surface_at_minimum = s.radii.starts_with("uff");
  inner.guests = s.guests;
  return inner;
}
}  // namespace

PoreResult pores(Frames frames, const PoreSettings& settings) {
  return guarded([&] {
    Pores all(inner_settings(settings));
    for_each_structure(frames, [&](const Atoms& atoms, const Box& box) { all.add(atoms, box); });
    const auto mean = [&](auto&& value) { return all.mean(value); };
    using F = const PoreFrame&;
    PoreResult r;
    r.largest_cavity = mean([](F f) { return f.lcd; });
    r.limiting = mean([](F f) { return f.pld; });
    r.void_fraction = mean([](F f) { return f.geometric; });
    r.accessible = mean([](F f) { return f.accessible.all; });
    r.accessible_open = mean([](F f) { return f.accessible.open; });
    r.occupiable = mean([](F f) { return f.occupiable.all; });
    r.occupiable_open = mean([](F f) { return f.occupiable.open; });
    r.surface = mean([](F f) { return f.surface.all / f.mass * square_meters_per_gram; });
    r.surface_open = mean([](F f) { return f.surface.open / f.mass * square_meters_per_gram; });
    r.density = mean([](F f) { return f.mass / f.volume * units::g_cm3_per_density; });
    const std::vector<Share> shares = all.distribution();
    for (std::size_t k = 0; k < shares.size(); ++k) {
      r.diameter.push_back((static_cast<double>(k) + 0.5) * settings.bin);
      r.distribution.push_back(shares[k].all);
    }
    return r;
  });
}

}  // namespace nacre::v1
