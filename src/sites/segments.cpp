#include "sites/segments.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::sites {

namespace {
constexpr int most_breaks = 2000;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Sums over the first points, of coordinates from the mean, so that little cancels.
class Lines {
 public:
  Lines(const std::vector<double>& x, const std::vector<double>& y) : sum_(x.size() + 1) {
    const double n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) x0_ += x[i] / n, y0_ += y[i] / n;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double u = x[i] - x0_, v = y[i] - y0_;
      sum_[i + 1] = sum_[i];
      sum_[i + 1].add(u, v);
    }
  }
  /// The line of least squares through points [begin, end).
  Segment line(int begin, int end) const {
    const Sums s = sum_[end] - sum_[begin];
    const double n = end - begin, u = s.u / n, v = s.v / n;
    const double uu = s.uu - n * u * u, uv = s.uv - n * u * v, vv = s.vv - n * v * v;
    Segment out{begin, end, uu > 0 ? uv / uu : 0, 0, 0};
    out.intercept = v + y0_ - out.slope * (u + x0_);
    out.rss = std::max(0.0, vv - out.slope * uv);
    return out;
  }

 private:
  struct Sums {
    double u = 0, v = 0, uu = 0, uv = 0, vv = 0;
    void add(double a, double b) { u += a, v += b, uu += a * a, uv += a * b, vv += b * b; }
    Sums operator-(const Sums& o) const { return {u - o.u, v - o.v, uu - o.uu, uv - o.uv, vv - o.vv}; }
  };
  std::vector<Sums> sum_;
  double x0_ = 0, y0_ = 0;
};

/// Least RSS of points [0, place) in m segments, and where the last one begins. [m - 1][place of a break]
class Table {
 public:
  Table(const Lines& lines, int points, const SegmentSettings& settings) : shortest_(std::max(3, settings.shortest)) {
    const int step = (points + most_breaks - 1) / most_breaks;
    for (int i = 0; i < points; i += step) place_.push_back(i);
    place_.push_back(points);
    for (int m = 1; m <= std::max(1, settings.most); ++m) add_row(lines, m);
  }
  double rss(int m) const { return rss_[m - 1].back(); }
  int rows() const { return static_cast<int>(rss_.size()); }
  std::vector<Segment> segments(const Lines& lines, int m) const {
    std::vector<Segment> out;
    for (int last = static_cast<int>(place_.size()) - 1; m >= 1; --m) {
      const int first = from_[m - 1][last];
      out.push_back(lines.line(place_[first], place_[last]));
      last = first;
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  void add_row(const Lines& lines, int m) {
    const int count = static_cast<int>(place_.size());
    std::vector<double> rss(count, infinite);
    std::vector<int> from(count, 0);
    for (int last = 1; last < count; ++last) {
      if (m == 1) {
        rss[last] = lines.line(0, place_[last]).rss;
        continue;
      }
      for (int first = 1; first < last && place_[last] - place_[first] >= shortest_; ++first) {
        if (place_[first] < shortest_ || rss_[m - 2][first] == infinite) continue;
        const double both = rss_[m - 2][first] + lines.line(place_[first], place_[last]).rss;
        if (both < rss[last]) rss[last] = both, from[last] = first;
      }
    }
    rss_.push_back(std::move(rss));
    from_.push_back(std::move(from));
  }

  int shortest_;
  std::vector<int> place_;
  std::vector<std::vector<double>> rss_;
  std::vector<std::vector<int>> from_;
};
}  // namespace

SegmentedFit segmented_fit(const std::vector<double>& x, const std::vector<double>& y,
                           const SegmentSettings& settings) {
  SegmentedFit fit;
  const int points = static_cast<int>(x.size());
  if (points == 0) return fit;
  const Lines lines(x, y);
  const Table table(lines, points, settings);
  const double n = points, least = std::max(settings.floor * settings.floor, std::numeric_limits<double>::min());
  int best = 1;
  for (int m = 1; m <= table.rows(); ++m) {
    const double rss = table.rss(m);
    fit.bic.push_back(rss == infinite ? infinite : n * std::log(std::max(rss / n, least)) + 3 * m * std::log(n));
    if (fit.bic[m - 1] < fit.bic[best - 1]) best = m;
  }
  fit.segments = table.segments(lines, best);
  return fit;
}

}  // namespace nacre::sites
