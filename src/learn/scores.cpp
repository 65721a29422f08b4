#include "learn/scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace nacre::learn {

namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();

double hanley_mcneil(double auc, double positives, double negatives) {
  const double q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  const double variance = (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) /
                          (positives * negatives);
  return std::sqrt(std::max(0.0, variance));
}

constexpr double few_rows = 10;

/// Of an area that no row can tell from 0 or 1, and of few rows.
double honest_error(double auc, double positives, double negatives) {
  const double plain = hanley_mcneil(auc, positives, negatives), pairs = positives * negatives;
  const bool is_certain = auc * pairs < 1 || (1 - auc) * pairs < 1;
  if (!is_certain && std::min(positives, negatives) >= few_rows) return plain;
  return std::max(plain, hanley_mcneil((auc * pairs + 0.5) / (pairs + 1), positives, negatives));
}
}  // namespace

Roc roc_of(const std::vector<double>& score, const std::vector<char>& positive) {
  std::vector<int> order(score.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return score[a] > score[b]; });
  const auto positives =
      static_cast<long long>(std::count_if(positive.begin(), positive.end(), [](char p) { return p != 0; }));
  const long long negatives = static_cast<long long>(positive.size()) - positives;
  Roc roc;
  if (positives == 0 || negatives == 0) return roc.auc = roc.error = none, roc;
  roc.false_positive = roc.true_positive = {0}, roc.threshold = {std::numeric_limits<double>::infinity()};
  long long yes = 0, no = 0, twice_area = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double here = score[order[i]];
    const long long yes_before = yes, no_before = no;
    for (; i < order.size() && score[order[i]] == here; ++i) positive[order[i]] ? ++yes : ++no;
    twice_area += (no - no_before) * (yes + yes_before);
    roc.false_positive.push_back(static_cast<double>(no) / static_cast<double>(negatives));
    roc.true_positive.push_back(static_cast<double>(yes) / static_cast<double>(positives));
    roc.threshold.push_back(here);
  }
  const double pairs = static_cast<double>(positives) * static_cast<double>(negatives);
  roc.auc = static_cast<double>(twice_area) / (2 * pairs);
  roc.error = honest_error(roc.auc, static_cast<double>(positives), static_cast<double>(negatives));
  return roc;
}

long long Confusion::total() const { return std::accumulate(count.begin(), count.end(), 0LL); }

double Confusion::accuracy() const {
  long long right = 0;
  for (int k = 0; k < classes; ++k) right += at(k, k);
  return total() > 0 ? static_cast<double>(right) / static_cast<double>(total()) : none;
}

double Confusion::accuracy_error() const {
  const double a = accuracy(), n = static_cast<double>(total());
  const double plain = std::sqrt(a * (1 - a) / n);
  if (n >= few_rows && a > 0 && a < 1) return plain;
  const double shrunk = (a * n + 1) / (n + 2);
  return std::max(plain, std::sqrt(shrunk * (1 - shrunk) / (n + 2)));
}

Confusion confusion_of(const std::vector<int>& truth, const std::vector<int>& predicted, int classes) {
  Confusion out{classes, std::vector<long long>(static_cast<std::size_t>(classes) * classes, 0)};
  for (std::size_t i = 0; i < truth.size(); ++i)
    ++out.count[static_cast<std::size_t>(truth[i]) * classes + predicted[i]];
  return out;
}

std::vector<CalibrationBin> calibration_of(const std::vector<double>& probability, const std::vector<char>& positive,
                                           int bins) {
  std::vector<CalibrationBin> out(bins);
  for (int b = 0; b < bins; ++b)
    out[b] = {static_cast<double>(b) / bins, static_cast<double>(b + 1) / bins, 0, 0, 0, 0};
  for (std::size_t i = 0; i < probability.size(); ++i) {
    CalibrationBin& bin = out[std::clamp(static_cast<int>(probability[i] * bins), 0, bins - 1)];
    ++bin.rows, bin.mean_probability += probability[i], bin.positive_share += positive[i] != 0;
  }
  for (CalibrationBin& bin : out) {
    const auto n = static_cast<double>(bin.rows);
    bin.mean_probability /= n, bin.positive_share /= n;  // NaN without rows
    bin.error = std::sqrt(bin.positive_share * (1 - bin.positive_share) / n);
  }
  return out;
}

double brier_score(const std::vector<double>& probability, const std::vector<char>& positive) {
  double sum = 0;
  for (std::size_t i = 0; i < probability.size(); ++i) {
    const double d = probability[i] - (positive[i] != 0 ? 1 : 0);
    sum += d * d;
  }
  return sum / static_cast<double>(probability.size());
}

}  // namespace nacre::learn
