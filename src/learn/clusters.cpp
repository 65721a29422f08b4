// k-means and Gaussian mixtures of baselines.h.
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "device/parallel.h"
#include "learn/baselines.h"
#include "learn/forest.h"
#include "learn/random_stream.h"

namespace nacre::learn {

namespace {
using FeatureRows = std::vector<std::vector<double>>;  ///< [feature][row]

int rows_of(const FeatureRows& points) { return static_cast<int>(points[0].size()); }

double squared_distance(const FeatureRows& points, int row, const double* centre) {
  double sum = 0;
  for (std::size_t f = 0; f < points.size(); ++f) {
    const double d = points[f][row] - centre[f];
    sum += d * d;
  }
  return sum;
}

void set_centre(Clusters& c, int k, const FeatureRows& points, int row) {
  for (int f = 0; f < c.width; ++f) c.centre[static_cast<std::size_t>(k) * c.width + f] = points[f][row];
}

/// k-means++: each further centre is a row drawn with a chance that grows with the squared distance to the nearest one.
Clusters start(const FeatureRows& points, int count, RandomStream& random) {
  Clusters c;
  c.count = count, c.width = static_cast<int>(points.size());
  c.centre.resize(static_cast<std::size_t>(count) * c.width), c.weight.assign(count, 1.0 / count);
  const int n = rows_of(points);
  std::vector<double> nearest(n, std::numeric_limits<double>::infinity());
  set_centre(c, 0, points, random.below(n));
  for (int k = 1; k < count; ++k) {
    double sum = 0;
    for (int row = 0; row < n; ++row) {
      nearest[row] =
          std::min(nearest[row], squared_distance(points, row, &c.centre[static_cast<std::size_t>(k - 1) * c.width]));
      sum += nearest[row];
    }
    double left = random.next() * sum;
    int chosen = 0;
    while (chosen + 1 < n && (left -= nearest[chosen]) > 0) ++chosen;
    set_centre(c, k, points, chosen);
  }
  return c;
}

int nearest_centre(const Clusters& c, const FeatureRows& points, int row, double& distance) {
  int best = 0;
  distance = std::numeric_limits<double>::infinity();
  for (int k = 0; k < c.count; ++k) {
    const double d = squared_distance(points, row, &c.centre[static_cast<std::size_t>(k) * c.width]);
    if (d < distance) distance = d, best = k;
  }
  return best;
}

/// Moves every centre to the mean of its rows; an empty cluster stays where it is.
void move_centres(Clusters& c, const FeatureRows& points, const std::vector<int>& owner) {
  std::vector<double> sum(c.centre.size(), 0.0), rows(c.count, 0.0);
  for (int row = 0; row < rows_of(points); ++row) {
    ++rows[owner[row]];
    for (int f = 0; f < c.width; ++f) sum[static_cast<std::size_t>(owner[row]) * c.width + f] += points[f][row];
  }
  for (int k = 0; k < c.count; ++k) {
    c.weight[k] = rows[k] / rows_of(points);
    if (rows[k] > 0)
      for (int f = 0; f < c.width; ++f)
        c.centre[static_cast<std::size_t>(k) * c.width + f] = sum[static_cast<std::size_t>(k) * c.width + f] / rows[k];
  }
}

Clusters lloyd(const FeatureRows& points, const ClusterSettings& settings, int restart) {
  RandomStream random(settings.seed, restart, 0, Purpose::learn_clusters);
  Clusters c = start(points, settings.clusters, random);
  std::vector<int> owner(rows_of(points), -1);
  for (bool moved = true; moved && c.iterations < settings.max_iterations; ++c.iterations) {
    moved = false, c.inertia = 0;
    for (int row = 0; row < rows_of(points); ++row) {
      double distance;
      const int k = nearest_centre(c, points, row, distance);
      moved |= k != owner[row], owner[row] = k, c.inertia += distance;
    }
    move_centres(c, points, owner);
  }
  return c;
}

/// Log of weight times density for each cluster, from the Cholesky factors of the covariances.
class Densities {
 public:
  explicit Densities(const Clusters& c) : c_(c) {
    for (int k = 0; k < c.count; ++k) {
      const Eigen::Map<const Eigen::MatrixXd> s(&c.covariance[static_cast<std::size_t>(k) * c.width * c.width], c.width,
                                                c.width);
      factor_.emplace_back(s);
      if (factor_.back().info() != Eigen::Success)
        throw Error("a covariance of the mixture is singular").key("regularisation");
      double half_log = 0;
      for (int f = 0; f < c.width; ++f) half_log += std::log(factor_.back().matrixLLT()(f, f));
      constexpr double log_two_pi = 1.8378770664093454836;
      constant_.push_back(std::log(c.weight[k]) - half_log - 0.5 * c.width * log_two_pi);
    }
  }
  /// Fills the probabilities that a row is of each cluster; returns the log of its density.
  double share(const FeatureRows& points, int row, double* out) const {
    Eigen::VectorXd d(c_.width);
    double most = -std::numeric_limits<double>::infinity(), sum = 0;
    for (int k = 0; k < c_.count; ++k) {
      for (int f = 0; f < c_.width; ++f) d[f] = points[f][row] - c_.centre[static_cast<std::size_t>(k) * c_.width + f];
      factor_[k].matrixL().solveInPlace(d);
      out[k] = constant_[k] - 0.5 * d.squaredNorm(), most = std::max(most, out[k]);
    }
    for (int k = 0; k < c_.count; ++k) out[k] = std::exp(out[k] - most), sum += out[k];
    for (int k = 0; k < c_.count; ++k) out[k] /= sum;
    return most + std::log(sum);
  }

 private:
  const Clusters& c_;
  std::vector<Eigen::LLT<Eigen::MatrixXd>> factor_;
  std::vector<double> constant_;
};

/// Weights, means and covariances from the shares of all rows.
void maximise(Clusters& c, const FeatureRows& points, const std::vector<double>& share, double regularisation) {
  const int n = rows_of(points), p = c.width;
  c.covariance.assign(static_cast<std::size_t>(c.count) * p * p, 0.0);
  for (int k = 0; k < c.count; ++k) {
    double rows = 10 * std::numeric_limits<double>::epsilon();
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(p), d(p);
    for (int row = 0; row < n; ++row) {
      const double w = share[static_cast<std::size_t>(row) * c.count + k];
      rows += w;
      for (int f = 0; f < p; ++f) mean[f] += w * points[f][row];
    }
    mean /= rows;
    Eigen::Map<Eigen::MatrixXd> s(&c.covariance[static_cast<std::size_t>(k) * p * p], p, p);
    for (int row = 0; row < n; ++row) {
      for (int f = 0; f < p; ++f) d[f] = points[f][row] - mean[f];
      s.noalias() += share[static_cast<std::size_t>(row) * c.count + k] / rows * d * d.transpose();
    }
    for (int f = 0; f < p; ++f) s(f, f) += regularisation, c.centre[static_cast<std::size_t>(k) * p + f] = mean[f];
    c.weight[k] = rows / n;
  }
}

void check_settings(const FeatureRows& points, const ClusterSettings& s) {
  if (points.empty() || points[0].empty()) throw Error("clusters need points");
  if (s.clusters < 1 || s.clusters > rows_of(points))
    throw Error("out of range").key("clusters").allowed("1 to the rows");
  if (s.restarts < 1 || s.max_iterations < 1) throw Error("must be at least 1").key("restarts, max_iterations");
  if (!(s.regularisation > 0) || !(s.tolerance > 0)) throw Error("must be positive").key("regularisation, tolerance");
}
}  // namespace

Clusters k_means(const FeatureRows& points, const ClusterSettings& settings) {
  check_settings(points, settings);
  std::vector<Clusters> found(settings.restarts);
  parallel_for(
      settings.restarts, [&](std::ptrdiff_t r) { found[r] = lloyd(points, settings, static_cast<int>(r)); }, 1);
  return *std::min_element(found.begin(), found.end(),
                           [](const Clusters& a, const Clusters& b) { return a.inertia < b.inertia; });
}

Clusters gaussian_mixture(const FeatureRows& points, const ClusterSettings& settings) {
  Clusters c = k_means(points, settings);
  const int n = rows_of(points);
  std::vector<double> share = memberships(c, points);
  double before = -std::numeric_limits<double>::infinity();
  for (c.iterations = 0; c.iterations < settings.max_iterations; ++c.iterations) {
    maximise(c, points, share, settings.regularisation);
    const Densities densities(c);
    c.log_likelihood =
        parallel_sum<double>(
            n,
            [&](std::ptrdiff_t row) { return densities.share(points, static_cast<int>(row), &share[row * c.count]); }) /
        n;
    if (c.log_likelihood - before < settings.tolerance) break;
    before = c.log_likelihood;
  }
  return c;
}

std::vector<double> memberships(const Clusters& clusters, const FeatureRows& points) {
  std::vector<double> out(static_cast<std::size_t>(rows_of(points)) * clusters.count, 0.0);
  if (clusters.covariance.empty()) {
    double distance;
    for (int row = 0; row < rows_of(points); ++row)
      out[static_cast<std::size_t>(row) * clusters.count + nearest_centre(clusters, points, row, distance)] = 1;
    return out;
  }
  const Densities densities(clusters);
  for (int row = 0; row < rows_of(points); ++row)
    densities.share(points, row, &out[static_cast<std::size_t>(row) * clusters.count]);
  return out;
}

namespace {
/// Share of each class in each cluster, from the training rows; a cluster without rows takes those of all rows.
std::vector<double> class_shares(const Table& train, const std::vector<double>& member, int clusters) {
  const int classes = train.class_count();
  std::vector<double> share(static_cast<std::size_t>(clusters) * classes, 0.0), all(classes, 0.0);
  for (int row = 0; row < train.rows(); ++row) {
    all[train.label[row]] += 1.0 / train.rows();
    for (int c = 0; c < clusters; ++c)
      share[static_cast<std::size_t>(c) * classes + train.label[row]] +=
          member[static_cast<std::size_t>(row) * clusters + c];
  }
  for (int c = 0; c < clusters; ++c) {
    double sum = 0;
    double* s = &share[static_cast<std::size_t>(c) * classes];
    for (int k = 0; k < classes; ++k) sum += s[k];
    for (int k = 0; k < classes; ++k) s[k] = sum > 0 ? s[k] / sum : all[k];
  }
  return share;
}

using FindClusters = Clusters (*)(const FeatureRows&, const ClusterSettings&);

Predictions cluster_predictions(const Table& train, const Table& test, ClusterSettings settings, FindClusters find) {
  const Scaling scaling = scaling_of(train);
  const FeatureRows teach = scaling.apply(train), ask = scaling.apply(test);
  if (settings.clusters == 0) settings.clusters = train.class_count();
  const Clusters clusters = find(teach, settings);
  const int classes = train.class_count(), count = clusters.count;
  const std::vector<double> share = class_shares(train, memberships(clusters, teach), count);
  const std::vector<double> member = memberships(clusters, ask);
  Predictions out;
  out.score.assign(static_cast<std::size_t>(test.rows()) * classes, 0.0);
  for (int row = 0; row < test.rows(); ++row) {
    double* score = &out.score[static_cast<std::size_t>(row) * classes];
    const double* m = &member[static_cast<std::size_t>(row) * count];
    for (int c = 0; c < count; ++c)
      for (int k = 0; k < classes; ++k) score[k] += m[c] * share[static_cast<std::size_t>(c) * classes + k];
    const double* majority = &share[static_cast<std::size_t>(std::max_element(m, m + count) - m) * classes];
    out.predicted.push_back(most_probable(majority, classes));
  }
  return out;
}
}  // namespace

Predictions k_means_predictions(const Table& train, const Table& test, const ClusterSettings& settings) {
  return cluster_predictions(train, test, settings, &k_means);
}

Predictions mixture_predictions(const Table& train, const Table& test, const ClusterSettings& settings) {
  return cluster_predictions(train, test, settings, &gaussian_mixture);
}

}  // namespace nacre::learn
