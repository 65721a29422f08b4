// Segmented regression: the best description of points by straight lines, one after another.
//
// For m segments the breaks that make the sum of squares RSS smallest are found exactly, by dynamic programming over
// all breaks (Bellman, Commun. ACM 4, 284 (1961)); lines need not meet, so steps are found as well as changes of slope.
// Each segment has at least `shortest` points. m is the one of least
//   BIC = n ln(max(RSS / n, floor^2)) + 3 m ln n         (Schwarz, Ann. Stat. 6, 461 (1978))
// for 2 m coefficients, m - 1 breaks and the variance; of equal ones the smaller m. `floor` is the least deviation that
// counts as one: without it a curve without noise would be cut as often as allowed.
// Cost: m n^2 / 2 for n points; with more than 2,000 of them breaks are looked for at every k-th only.
#pragma once
#include <vector>

namespace nacre::sites {

struct SegmentSettings {
  int most = 5;      ///< segments
  int shortest = 5;  ///< points, at least 3
  double floor = 0;  ///< unit of y
};

struct Segment {
  int begin = 0, end = 0;           ///< points [begin, end)
  double slope = 0, intercept = 0;  ///< y = intercept + slope x
  double rss = 0;
};

struct SegmentedFit {
  std::vector<Segment> segments;
  std::vector<double> bic;  ///< [m - 1]; infinite where m segments do not fit in
};
/// `x` rises. Fewer points than `shortest` are one segment; no points, none.
SegmentedFit segmented_fit(const std::vector<double>& x, const std::vector<double>& y, const SegmentSettings& settings);

}  // namespace nacre::sites
