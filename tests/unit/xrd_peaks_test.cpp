#include <gtest/gtest.h>

#include <cmath>

#include "analysis/diffraction/form_factors.h"
#include "analysis/diffraction/xrd.h"
#include "build/crystal.h"
#include "core/error.h"
#include "report/csv.h"

namespace xrd_peaks_test {

namespace {

using namespace nacre;

TEST(PeakFit, FindsWhatWasPutIn) {
  std::vector<double> x, y;
  for (int i = 0; i <= 500; ++i) {
    x.push_back(20 + 0.02 * i);
    const double u = 2 * (x[i] - 25.37) / 1.2;
    y.push_back(7 + 0.3 * (x[i] - 25.37) + 40 * (0.35 / (1 + u * u) + 0.65 * std::exp(-std::log(2.0) * u * u)) +
                0.05 * std::sin(37.0 * i * i));  // noise without a pattern
  }
  const auto tops = find_peaks(y, 0.1);
  ASSERT_EQ(tops.size(), 1u);
  const PeakFit p = fit_peak(x, y, tops[0]);
  EXPECT_TRUE(p.converged);
  EXPECT_NEAR(p.centre, 25.37, 5 * p.centre_error);
  EXPECT_NEAR(p.fwhm, 1.2, 5 * p.fwhm_error);
  EXPECT_NEAR(p.height, 40, 5 * p.height_error);
  EXPECT_NEAR(p.eta, 0.35, 0.05);
  EXPECT_NEAR(p.slope, 0.3, 0.1);
  EXPECT_GT(p.centre_error, 1e-5);
  EXPECT_LT(p.centre_error, 2e-3);
  EXPECT_NEAR(p.asymmetry, 1, 0.05);
  EXPECT_NEAR(p.area, 40 * 1.2 * (0.35 * M_PI / 2 + 0.65 * std::sqrt(M_PI / (4 * std::log(2.0)))), 0.5);
}

// The small angles of a porous carbon of 5,000 atoms (degrees from 10 in steps of 0.5): a maximum near the end of the
// data, beside which the symmetric profile that fits best has its centre at the border.
TEST(PeakFit, AProfileThatLeavesItsPeakIsNotBelieved) {
  const std::vector<double> coarse{51.22, 51.34, 51.65, 52.07, 52.57, 53.10, 53.60, 54.01, 54.25, 54.24, 53.91,
                                   53.20, 52.09, 50.58, 48.73, 46.58, 44.21, 41.69, 39.09, 36.48, 33.89, 31.38,
                                   28.99, 26.73, 24.63, 22.70, 20.95, 19.38, 17.97, 16.70, 15.55, 14.50, 13.55,
                                   12.67, 11.86, 11.12, 10.45, 9.85,  9.31,  8.83,  8.40,  8.02,  7.68,  7.38,
                                   7.11,  6.88,  6.67,  6.49,  6.34,  6.23,  6.14,  6.09,  6.07};
  std::vector<double> x, y;
  for (std::size_t i = 0; i + 1 < coarse.size(); ++i)
    for (int k = 0; k < 25; ++k) {
      x.push_back(10 + 0.5 * static_cast<double>(i) + 0.02 * k);
      y.push_back(coarse[i] + (coarse[i + 1] - coarse[i]) * k / 25);
    }
  const auto tops = find_peaks(y, 0.02);
  ASSERT_EQ(tops.size(), 1u);
  const PeakFit p = fit_peak(x, y, tops[0]);
  EXPECT_FALSE(p.converged);
  EXPECT_NEAR(p.centre, 14.24, 0.3) << "straight lines between the points";
  EXPECT_NEAR(p.height, 54.3 - 51.2, 0.2) << "above the border";
  EXPECT_GT(p.centre_error, 1);
}

TEST(PeakFit, PeaksBelowTheProminenceAreNone) {
  std::vector<double> y;
  for (int i = 0; i < 1000; ++i) {
    const auto bump = [&](double at, double height) { return height * std::exp(-0.5 * std::pow((i - at) / 20, 2)); };
    y.push_back(bump(200, 100) + bump(500, 5) + bump(800, 0.5));
  }
  EXPECT_EQ(find_peaks(y, 0.02), (std::vector<int>{200, 500}));
  EXPECT_EQ(find_peaks(y, 0.1), (std::vector<int>{200}));
  EXPECT_EQ(find_peaks(y, 0.001).size(), 3u);
}

// N flat layers at distance d: I = f^2 P |sum_n exp(i n Q d)|^2 / (N Q^2).
Pattern layers(int n, double d) {
  Pattern p;
  for (int i = 0; i < p.grid.size(); ++i) {
    const double Q = p.grid.Q(i), f = form_factor("C", Q), s = std::sin(0.5 * Q * d);
    p.f2.push_back(f * f);
    p.intensity.push_back(f * f * p.grid.polarization_factor(p.grid.two_theta(i)) *
                          std::pow(std::sin(0.5 * n * Q * d) / s, 2) / (n * Q * Q));
  }
  return p;
}

// What the maximum reads for a true distance (../shared/design/analysis.md, section 0), and that the correction undoes
// it: the interference itself has its maximum at 2 pi / d.
TEST(LayerPeak, TheCorrectedPatternShowsItWhereASlopeHidesIt) {
  Pattern p = layers(3, 3.70);
  for (int i = 0; i < p.grid.size(); ++i) p.intensity[i] += 600 * std::exp(-1.6 * p.grid.Q(i));
  const LayerPeak hidden = layer_peak(p);
  EXPECT_FALSE(hidden.found);
  EXPECT_NEAR(hidden.corrected_d, 3.70, 0.2);
}

TEST(LayerPeak, MaximumOverstatesThinStacks) {
  const std::pair<int, double> wide[] = {{2, 4.39}, {3, 3.94}, {4, 3.82}, {6, 3.75}, {10, 3.72}, {20, 3.705}};
  for (const auto& [n, read] : wide) {
    const LayerPeak p = layer_peak(layers(n, 3.70));
    ASSERT_TRUE(p.found);
    EXPECT_NEAR(p.peak_d, read, 0.006) << n;
    EXPECT_NEAR(p.corrected_d, 3.70, 0.002) << n;
  }
  const std::pair<int, double> narrow[] = {{2, 4.02}, {3, 3.58}, {4, 3.47}, {6, 3.40}, {10, 3.37}, {20, 3.36}};
  for (const auto& [n, read] : narrow) EXPECT_NEAR(layer_peak(layers(n, 3.355)).peak_d, read, 0.007) << n;
}

// Scherrer with K 0.89 returns N d; for two layers the size means nothing, and the report must see that it is below
// three.
TEST(LayerPeak, Scherrer) {
  for (const int n : {6, 10, 20}) EXPECT_NEAR(layer_peak(layers(n, 3.70)).crystallite, 3.70 * n, 0.05 * 3.7 * n) << n;
  EXPECT_LT(layer_peak(layers(2, 3.70)).layers, 3);
  EXPECT_NEAR(scherrer(0.89, 1.5406, 26.5, 0.5), 0.89 * 1.5406 / (0.5 * M_PI / 180 * std::cos(13.25 * M_PI / 180)),
              1e-9);
}

TEST(LayerSpacing, CrystalsAndTheirRattledCopies) {
  Crystal c;
  c.name = "graphite", c.c = 6.9;
  for (const std::array<int, 3> repeat : {std::array{1, 1, 1}, std::array{5, 4, 2}}) {
    c.repeat = repeat;
    const Structure s = crystal(c);
    const LayerSpacing d = layer_spacing(s.atoms, s.box);
    EXPECT_NEAR(d.mean, 3.45, 1e-9);
    EXPECT_NEAR(d.deviation, 0, 1e-6);
    EXPECT_EQ(d.sites, 2 * static_cast<std::int64_t>(s.atoms.size()));
  }
  c.rattle = 0.05, c.repeat = {6, 6, 3};
  const Structure rattled = crystal(c);
  const LayerSpacing d = layer_spacing(rattled.atoms, rattled.box);
  EXPECT_NEAR(d.mean, 3.45, 0.02);
  EXPECT_GT(d.deviation, 0.02);
  c = {}, c.name = "diamond";
  EXPECT_EQ(layer_spacing(crystal(c).atoms, crystal(c).box).sites, 0);
  LayerSpacing sum{3, 0.1, 10};
  sum.add({4, 0.2, 30});
  EXPECT_NEAR(sum.mean, 3.75, 1e-12);
  EXPECT_NEAR(sum.deviation, std::sqrt((10 * (0.01 + 9) + 30 * (0.04 + 16)) / 40 - 3.75 * 3.75), 1e-12);
}

TEST(XrdReport, GraphiteBothWays) {
  Crystal c;
  c.name = "graphite", c.a = 2.464, c.c = 6.711, c.repeat = {2, 2, 1};
  const Structure s = crystal(c);
  XrdSettings settings;
  settings.method = XrdMethod::both;
  settings.debye.damping = Damping::gauss, settings.debye.sigma = 0.05, settings.debye.r_max = 100;
  Xrd xrd(settings);
  xrd.add(s.atoms, s.box);
  const XrdReport r = xrd.report();
  EXPECT_LT(r.difference, 3e-3);  // sharp lines: all pairs of a shell are rounded to the same bin of 0.001 A
  EXPECT_NEAR(r.layers.peak_d, 3.3555, 0.02);
  EXPECT_NEAR(r.layers.corrected_d, 3.3555, 0.01);
  EXPECT_NEAR(r.geometric.mean, 3.3555, 1e-6);
  ASSERT_FALSE(r.peaks.empty());
  EXPECT_NEAR(r.peaks[0].fwhm, r.resolution_degrees(26.5), 0.05);
  ASSERT_EQ(r.lines[0].hkl, (std::array<int, 3>{0, 0, 2}));
  EXPECT_NE(csv_text(xrd_table(r)).find("two_theta_deg,Q,intensity,C-C,intensity_fft"), std::string::npos);
  EXPECT_NE(xrd_svg(r).find("structure factor"), std::string::npos);
  settings.debye.damping = Damping::none;
  EXPECT_THROW(Xrd{settings}, Error);
}

// Two discs of graphene, one above the other and turned: the band of (10) is as wide as Warren's equation says for its size, K = 1.84 with the extent of a
// layer (Phys. Rev. 59, 693 (1941)); with the K of crystals, 0.89, the disc would be half as large.
TEST(XrdReport, ExtentOfDiscsOfGraphene) {
  Crystal c;
  c.name = "graphene", c.repeat = {30, 30, 1};
  Structure sheet = crystal(c);
  const Vec3 middle = sheet.box.cartesian({0.5, 0.5, 0.5});
  constexpr double radius = 15;
  std::vector<Vec3> kept;
  for (const Vec3& r : sheet.atoms.position)
    if (std::hypot(r.x - middle.x, r.y - middle.y) < radius) kept.push_back(r);
  constexpr double spacing = 3.4, cosine = 0.92, sine = 0.3919183588;  // 23 degrees: layers out of register
  for (std::size_t k = 0, one = kept.size(); k < one; ++k) {
    const double x = kept[k].x - middle.x, y = kept[k].y - middle.y;
    kept.push_back({middle.x + cosine * x - sine * y, middle.y + sine * x + cosine * y, kept[k].z + spacing});
  }
  Structure disc;
  disc.box = Box(sheet.box.h(), {false, false, false});
  disc.atoms.species = {"C"};
  disc.atoms.resize(kept.size());
  disc.atoms.position = kept;
  Xrd xrd{XrdSettings{}};
  xrd.add(disc.atoms, disc.box);
  const XrdReport r = xrd.report();
  const PeakFit* band = nullptr;
  for (const PeakFit& p : r.peaks)
    if (p.centre > 40 && p.centre < 47 && (band == nullptr || p.height > band->height)) band = &p;
  ASSERT_NE(band, nullptr);
  std::printf("  disc of %.0f A: La %.1f A from %.2f degrees at %.2f\n", 2 * radius, r.La, band->fwhm, band->centre);
  const double theta = 0.5 * band->centre * M_PI / 180;
  EXPECT_NEAR(r.La, 1.84 * 1.5406 / (band->fwhm * M_PI / 180 * std::cos(theta)), 0.001 * r.La);
  EXPECT_NEAR(r.La, 2 * radius, 0.4 * radius) << "the second layer widens the foot of the band";
}

}  // namespace

}  // namespace xrd_peaks_test
