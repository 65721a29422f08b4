// What is a peak and what is not: crystals with the default settings, cut-off ripples, small angles, names, and that no
// spacing of layers is reported where there is no stack.
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/diffraction/form_factors.h"
#include "analysis/diffraction/long_range_order.h"
#include "analysis/diffraction/reflections.h"
#include "analysis/diffraction/xrd.h"
#include "build/crystal.h"
#include "build/random_structure.h"

namespace xrd_real_peaks_test {

namespace {

using namespace nacre;

XrdReport report_of(const Structure& s, const XrdSettings& settings = {}) {
  Xrd xrd(settings);
  xrd.add(s.atoms, s.box);
  return xrd.report();
}

Structure made(const char* name, std::array<int, 3> repeat, double rattle = 0) {
  Crystal c;
  c.name = name, c.repeat = repeat, c.rattle = rattle;
  return crystal(c);
}

XrdSettings by(XrdMethod method) {
  XrdSettings s;
  s.method = method;
  return s;
}

/// The peak with this name; fails without it.
PeakFit peak_named(const XrdReport& r, const std::string& name) {
  for (const PeakFit& p : r.peaks)
    if (p.reflection == name) return p;
  ADD_FAILURE() << "no peak " << name << " among " << r.peaks.size();
  return {};
}

// (002) of graphite, d 3.354 Å, at 26.55 degrees: of one cell, of a larger one, and of one that has moved, both ways.
TEST(XrdCrystals, GraphiteWithTheDefaults) {
  for (const XrdMethod method : {XrdMethod::debye, XrdMethod::structure_factor})
    for (const Structure& s :
         {made("graphite", {1, 1, 1}), made("graphite", {8, 8, 3}), made("graphite", {6, 6, 2}, 0.03)}) {
      const XrdReport r = report_of(s, by(method));
      EXPECT_TRUE(r.crystal);
      EXPECT_NEAR(peak_named(r, "(002)").centre, 26.554, 0.02);
      EXPECT_NEAR(peak_named(r, "(004)").centre, 54.69, 0.05);
      EXPECT_NEAR(peak_named(r, "(110)").centre, 77.5, 0.1);
      EXPECT_NEAR(r.layers.peak_d, 3.354, 0.01);
      EXPECT_NEAR(r.geometric.mean, 3.354, 0.01);
      EXPECT_LT(peak_named(r, "(002)").fwhm, 1.8) << "a sharp line";
      for (const PeakFit& p : r.peaks) EXPECT_FALSE(p.reflection.empty()) << "at " << p.centre;
    }
}

TEST(XrdCrystals, DiamondWithTheDefaults) {
  for (const XrdMethod method : {XrdMethod::debye, XrdMethod::structure_factor})
    for (const Structure& s : {made("diamond", {1, 1, 1}), made("diamond", {6, 6, 6})}) {
      const XrdReport r = report_of(s, by(method));
      ASSERT_EQ(r.peaks.size(), 2u);
      EXPECT_EQ(r.peaks[0].reflection, "(111)");
      EXPECT_NEAR(r.peaks[0].centre, 43.93, 0.02);
      EXPECT_EQ(r.peaks[1].reflection, "(220)");
      EXPECT_NEAR(r.peaks[1].centre, 75.30, 0.02);
      EXPECT_FALSE(r.layers.found);
      EXPECT_EQ(r.layers.corrected_d + r.La + r.layers.crystallite, 0);
    }
}

// Another cubic crystal keeps its lines, without names of carbon.
TEST(XrdCrystals, OthersHaveNoNames) {
  Crystal c;
  c.name = "bcc", c.element = "Na", c.a = 4.2906;
  const XrdReport r = report_of(crystal(c));
  ASSERT_FALSE(r.peaks.empty());
  EXPECT_NEAR(r.d(r.peaks[0].centre), 3.0339, 0.002);
  EXPECT_EQ(r.peaks[0].reflection, "");
  EXPECT_FALSE(r.layers.found);
}

TEST(LongRangeOrder, CrystalsAndWhatIsNone) {
  EXPECT_TRUE(is_crystal(made("graphite", {1, 1, 1}).atoms, made("graphite", {1, 1, 1}).box));
  const Structure hot = made("diamond", {4, 4, 4}, 0.1);
  EXPECT_TRUE(is_crystal(hot.atoms, hot.box));
  // half of the cell empty: a slit
  const Structure graphite = made("graphite", {5, 5, 4});
  Structure slit{{}, graphite.box};
  slit.atoms.species = {"C"};
  for (const Vec3& p : graphite.atoms.position)
    if (graphite.box.fractional(p).z < 0.5) slit.atoms.position.push_back(p);
  const std::vector<Vec3> kept = slit.atoms.position;
  slit.atoms.resize(kept.size());
  slit.atoms.position = kept;
  EXPECT_FALSE(is_crystal(slit.atoms, slit.box));
  Structure open{graphite.atoms.clone(), Box(graphite.box.h(), {true, true, false})};
  EXPECT_FALSE(is_crystal(open.atoms, open.box));
}

// Points at random with the density of a porous carbon: no order, no layers, the half of the cell as before.
TEST(XrdDisorder, NoSpacingOfLayersWithoutLayers) {
  RandomStructure request;
  request.species = {"C"}, request.counts = {400}, request.min_distance = 1.4;
  request.edges = {18, 18, 18};
  const Structure s = random_structure(request);
  const XrdReport r = report_of(s);
  EXPECT_FALSE(r.crystal);
  EXPECT_FALSE(r.geometric.is_stack());
  EXPECT_FALSE(r.layers.found);
  EXPECT_EQ(r.La, 0);
  EXPECT_NEAR(r.resolution, 7.06 / 9, 0.01);
}

// Sheets at random heights are no stack; sheets at equal ones are, with the spacing that they have.
TEST(XrdDisorder, AStackHasOneSpacing) {
  LayerSpacing spread{4.1, 0.62, 400, 300, 0, 1000}, thin{3.5, 0.1, 40, 30, 0, 1000},
      stack{3.6, 0.3, 400, 300, 0, 1000};
  EXPECT_FALSE(spread.is_stack());
  EXPECT_FALSE(thin.is_stack());
  EXPECT_TRUE(stack.is_stack());
  EXPECT_FALSE(LayerSpacing{}.is_stack());
}

// The lines of diamond alone, whatever the sum was cut off with; 0.1.0 found two more below 25 degrees.
TEST(RealPeaks, NoRipplesOfTheCutOff) {
  const Structure s = made("diamond", {6, 6, 6});
  for (const Damping damping : {Damping::gauss, Damping::lorch, Damping::none})
    for (const double r_max : {10.7, 20.0}) {
      XrdSettings settings;
      settings.debye.damping = damping, settings.debye.r_max = r_max, settings.prominence = 0.01;
      const XrdReport r = report_of(s, settings);
      EXPECT_EQ(r.peaks.size(), 2u) << static_cast<int>(damping) << " " << r_max;
      for (const PeakFit& p : r.peaks) EXPECT_FALSE(p.reflection.empty()) << p.centre;
    }
}

Pattern empty_pattern() {
  Pattern p;
  for (int i = 0; i < p.grid.size(); ++i) p.f2.push_back(std::pow(form_factor("C", p.grid.Q(i)), 2));
  p.intensity.assign(p.grid.size(), 0.0);
  return p;
}
void add_line(Pattern& p, double two_theta, double height, double width) {
  for (int i = 0; i < p.grid.size(); ++i)
    p.intensity[i] += height * std::exp(-0.5 * std::pow((p.grid.two_theta(i) - two_theta) / width, 2));
}
std::vector<double> kept(const Pattern& p, const PatternLimits& limits = {}) {
  std::vector<double> out;
  for (const int top : real_peaks(p, find_peaks(p.intensity, 0.01), limits)) out.push_back(p.grid.two_theta(top));
  return out;
}

// Scattering by pores: high at the first angle, a little higher at 13 degrees, then down. The line at 26 stays.
TEST(RealPeaks, TheRiseAtSmallAnglesIsNone) {
  Pattern porous = empty_pattern();
  add_line(porous, 12.5, 50, 5), add_line(porous, 26, 10, 1.5);
  ASSERT_EQ(find_peaks(porous.intensity, 0.01).size(), 2u);
  ASSERT_EQ(kept(porous).size(), 1u);
  EXPECT_NEAR(kept(porous)[0], 26, 0.5);
  // a line of an ordered superlattice has both flanks
  Pattern ordered = empty_pattern();
  add_line(ordered, 12.5, 50, 0.6);
  EXPECT_EQ(kept(ordered).size(), 1u);
  // a pattern that begins in the middle of the layers' peak keeps it
  Pattern late;
  late.grid.low = 24;
  for (int i = 0; i < late.grid.size(); ++i) late.f2.push_back(std::pow(form_factor("C", late.grid.Q(i)), 2));
  late.intensity.assign(late.grid.size(), 0.0);
  add_line(late, 26, 50, 3);
  EXPECT_EQ(kept(late).size(), 1u);
}

TEST(RealPeaks, NothingIsNarrowerThanTheResolution) {
  Pattern p = empty_pattern();
  add_line(p, 30, 50, 3), add_line(p, 60, 5, 0.3);
  const PatternLimits wide{0.5, 0, [](double) { return 1e-6; }};
  EXPECT_EQ(kept(p, wide).size(), 1u);
  const PatternLimits sharp{0.04, 0, [](double) { return 1e-6; }};
  EXPECT_EQ(kept(p, sharp).size(), 2u);
}

TEST(XrdResolution, StandsBesideTheErrorOfTheFit) {
  XrdSettings settings;
  settings.debye.r_max = 15;
  const XrdReport r = report_of(made("graphite", {8, 8, 3}), settings);
  ASSERT_FALSE(r.peaks.empty());
  for (const PeakFit& p : r.peaks) EXPECT_NEAR(p.resolution, 0.5 * r.resolution_degrees(p.centre), 1e-9);
  EXPECT_NEAR(r.peaks[0].centre, 26.55, 0.1) << "the cut-off moves the maximum, not the line";
  EXPECT_GT(r.layers.peak_d_resolution, 10 * r.layers.peak_d_error);
}

double Q_of(double d) { return 2 * M_PI / d; }

TEST(Reflections, Names) {
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(3.355), 0.05, 3.3555), "(002)");
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(3.70), 0.3, 3.70), "(002)");
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(2.1339), 0.05, 3.3555), "(100)");
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(2.0336), 0.05, 3.3555), "(101)");
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(2.07), 0.3, 3.3555), "(10)") << "too wide to tell";
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(1.232), 0.05, 3.3555), "(110)");
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(1.21), 0.6, 3.3555), "(11)");
  EXPECT_EQ(reflection_name(CarbonKind::diamond, Q_of(2.0594), 0.05, 0), "(111)");
  EXPECT_EQ(reflection_name(CarbonKind::diamond, Q_of(1.2611), 0.05, 0), "(220)");
  EXPECT_EQ(reflection_name(CarbonKind::layers, Q_of(2.7), 0.05, 3.3555), "");
  EXPECT_EQ(reflection_name(CarbonKind::other, Q_of(3.3555), 0.05, 3.3555), "");
}

}  // namespace

}  // namespace xrd_real_peaks_test
