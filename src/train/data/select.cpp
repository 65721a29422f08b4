#include "train/data/select.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.h"
#include "core/whole_number.h"
#include "device/parallel.h"
#include "force/nep.h"

namespace nacre::train {

namespace {
double squared_distance(const Point& a, const Point& b) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

Point mean_of(const std::vector<Point>& points) {
  Point mean(points[0].size());
  for (const Point& p : points)
    for (std::size_t d = 0; d < p.size(); ++d) mean[d] += p[d] / static_cast<double>(points.size());
  return mean;
}

std::size_t first_candidate(const std::vector<Point>& candidates, std::optional<std::uint64_t> seed) {
  const auto n = static_cast<double>(candidates.size());
  if (seed)
    return std::min(candidates.size() - 1,
                    within<std::size_t>(n * random_uniform(*seed, 0, 0, Purpose::select_start)[0]));
  const Point mean = mean_of(candidates);
  std::size_t best = 0;
  for (std::size_t c = 1; c < candidates.size(); ++c)
    if (squared_distance(candidates[c], mean) < squared_distance(candidates[best], mean)) best = c;
  return best;
}
}  // namespace

std::vector<Point> mean_descriptors(const NepModel& model, const std::vector<BatchItem>& structures) {
  std::vector<Point> points(structures.size());
  const auto do_one = [&](std::ptrdiff_t s) {
    try {
      points[s] = mean_of(nep_descriptors(model, *structures[s].atoms, *structures[s].box));
    } catch (const Error& e) {
      throw StructureError(s, e);
    }
    for (std::size_t d = 0; d < points[s].size(); ++d) points[s][d] *= model.q_scaler[d];
  };
  parallel_for(static_cast<std::ptrdiff_t>(structures.size()), do_one, 1);
  return points;
}

std::vector<Choice> farthest_points(const std::vector<Point>& candidates, const std::vector<Point>& known,
                                    std::size_t count, std::optional<std::uint64_t> seed) {
  std::vector<Choice> chosen;
  constexpr double chosen_already = -1;
  std::vector<double> nearest(candidates.size(), std::numeric_limits<double>::infinity());  // squared
  const auto approach = [&](const Point& p) {
    for (std::size_t c = 0; c < candidates.size(); ++c)
      nearest[c] = std::min(nearest[c], squared_distance(candidates[c], p));
  };
  for (const Point& p : known) approach(p);
  while (chosen.size() < std::min(count, candidates.size())) {
    Choice next;
    if (chosen.empty() && known.empty()) {
      next.index = first_candidate(candidates, seed);
    } else {
      next.index = std::max_element(nearest.begin(), nearest.end()) - nearest.begin();
      next.distance = std::sqrt(nearest[next.index]);
    }
    approach(candidates[next.index]);
    nearest[next.index] = chosen_already;
    chosen.push_back(next);
  }
  return chosen;
}

namespace {
using Matrix = std::vector<Point>;

double off_diagonal(const Matrix& a) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) sum += a[i][j] * a[i][j];
  return sum;
}

/// Makes a[p][q] zero by a rotation of rows and columns p and q; the rows of v turn with them.
void rotate(Matrix& a, Matrix& v, std::size_t p, std::size_t q) {
  if (a[p][q] == 0) return;
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = (theta < 0 ? -1 : 1) / (std::abs(theta) + std::hypot(theta, 1)), c = 1 / std::hypot(t, 1), s = t * c;
  const auto turn = [&](double& x, double& y) {
    const double old = x;
    x = c * old - s * y, y = s * old + c * y;
  };
  for (std::size_t k = 0; k < a.size(); ++k) turn(a[k][p], a[k][q]);
  for (std::size_t k = 0; k < a.size(); ++k) turn(a[p][k], a[q][k]), turn(v[p][k], v[q][k]);
}

void point_up(Point& v) {
  const auto largest =
      std::max_element(v.begin(), v.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
  if (*largest < 0)
    for (double& x : v) x = -x;
}

Matrix covariance(const std::vector<Point>& points, const Point& mean) {
  const std::size_t n = mean.size();
  Matrix c(n, Point(n));
  for (const Point& p : points)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j <= i; ++j) c[i][j] += (p[i] - mean[i]) * (p[j] - mean[j]);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) c[j][i] = c[i][j] /= static_cast<double>(points.size());
  return c;
}

std::vector<double> along(const std::vector<Point>& points, const Point& mean, const Point& direction) {
  std::vector<double> out;
  for (const Point& p : points) {
    double sum = 0;
    for (std::size_t d = 0; d < mean.size(); ++d) sum += (p[d] - mean[d]) * direction[d];
    out.push_back(sum);
  }
  return out;
}
}  // namespace

EigenPairs symmetric_eigen(std::vector<Point> a) {
  const std::size_t n = a.size();
  Matrix v(n, Point(n));
  for (std::size_t i = 0; i < n; ++i) v[i][i] = 1;
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) trace += std::abs(a[i][i]);
  constexpr int most_sweeps = 60;  // convergence is quadratic: about ten are needed
  for (int sweep = 0; sweep < most_sweeps && off_diagonal(a) > 1e-32 * trace * trace; ++sweep)
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = p + 1; q < n; ++q) rotate(a, v, p, q);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return a[i][i] > a[j][j]; });
  EigenPairs out;
  for (const std::size_t i : order) {
    point_up(v[i]);
    out.value.push_back(a[i][i]);
    out.vector.push_back(v[i]);
  }
  return out;
}

PrincipalMap principal_map(const std::vector<Point>& points) {
  const Point mean = mean_of(points);
  const EigenPairs eigen = symmetric_eigen(covariance(points, mean));
  const double total = std::accumulate(eigen.value.begin(), eigen.value.end(), 0.0);
  PrincipalMap map;
  for (std::size_t k = 0; k < std::min<std::size_t>(2, mean.size()); ++k)
    if (total > 0) map.share[k] = eigen.value[k] / total;
  map.first = along(points, mean, eigen.vector[0]);
  map.second = mean.size() > 1 ? along(points, mean, eigen.vector[1]) : std::vector<double>(points.size());
  return map;
}

}  // namespace nacre::train
