// What a forest is compared with. All work on features that are standardised by the training rows.
//
// SVM: C-support vectors with the kernel exp(-gamma |x - y|^2), by libsvm (Chang and Lin, ACM TIST 2, 27 (2011),
// 10.1145/1961189.1961199). Score of class k: sum over the other classes of the decision value of k against each.
// k-means: Lloyd's iteration from k-means++ starts (Arthur and Vassilvitskii, SODA 2007), best of `restarts` by
// inertia. Gaussian mixture: expectation maximisation with full covariances, `regularisation` added to their diagonals,
// from the clusters of k-means; log likelihood a row converged to `tolerance`. Clusters know no classes: each takes the
// classes of the training rows in it (majority decides).
#pragma once
#include <cstdint>
#include <vector>

#include "learn/table.h"

namespace nacre::learn {

/// What a method says of rows: for each class a score (probability, or decision value of the SVM), and the class.
struct Predictions {
  std::vector<double> score;   ///< [row][class]
  std::vector<int> predicted;  ///< [row]
};

struct SvmSettings {
  double c = 1;
  double gamma = 0;  ///< 0: 1 / number of features
  double tolerance = 1e-3;
};
Predictions svm_predictions(const Table& train, const Table& test, const SvmSettings& settings);

struct ClusterSettings {
  int clusters = 0;  ///< 0: as many as classes
  int restarts = 10;
  int max_iterations = 300;
  double tolerance = 1e-6;
  double regularisation = 1e-6;
  std::uint64_t seed = 1;
};

struct Clusters {
  int count = 0, width = 0;
  std::vector<double> centre;      ///< [cluster][feature]
  std::vector<double> covariance;  ///< [cluster][feature][feature]; empty for k-means
  std::vector<double> weight;      ///< [cluster], sum 1
  double inertia = 0;              ///< k-means: sum of squared distances
  double log_likelihood = 0;       ///< mixture: mean over rows
  int iterations = 0;
};
/// `points`: [feature][row], standardised.
Clusters k_means(const std::vector<std::vector<double>>& points, const ClusterSettings& settings);
Clusters gaussian_mixture(const std::vector<std::vector<double>>& points, const ClusterSettings& settings);
/// [row][cluster]: 1 for the nearest centre, else 0; of a mixture: the probability that the row is of the cluster.
std::vector<double> memberships(const Clusters& clusters, const std::vector<std::vector<double>>& points);

Predictions k_means_predictions(const Table& train, const Table& test, const ClusterSettings& settings);
Predictions mixture_predictions(const Table& train, const Table& test, const ClusterSettings& settings);

}  // namespace nacre::learn
