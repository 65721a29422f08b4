#include "learn/statistics.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace nacre::learn {

namespace {
/// x - <x>, and its length; 0 for a constant (scaling_of decides what is constant).
struct Centred {
  std::vector<double> x;
  double length = 0;
};
Centred centred(const std::vector<double>& x) {
  Table one;
  one.columns = {x};
  const Scaling s = scaling_of(one);
  Centred out{x, 0};
  double square = 0;
  for (double& v : out.x) v -= s.mean[0], square += v * v;
  const double deviation = std::sqrt(square / static_cast<double>(x.size()));
  out.length = deviation <= 1e-13 * std::abs(s.mean[0]) ? 0 : std::sqrt(square);
  return out;
}

double correlation(const Centred& a, const Centred& b) {
  if (a.length == 0 || b.length == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < a.x.size(); ++i) sum += a.x[i] * b.x[i];
  return std::clamp(sum / (a.length * b.length), -1.0, 1.0);
}

/// Longest entry positive; the first of equals.
void fix_sign(Eigen::VectorXd& v) {
  Eigen::Index at = 0;
  for (Eigen::Index i = 1; i < v.size(); ++i)
    if (std::abs(v[i]) > std::abs(v[at]) * (1 + 1e-9)) at = i;
  if (v[at] < 0) v = -v;
}
}  // namespace

double pearson(const std::vector<double>& x, const std::vector<double>& y) {
  return correlation(centred(x), centred(y));
}

Correlation correlation_of(const Table& table, bool with_extra) {
  Correlation out;
  out.names = table.features;
  std::vector<Centred> columns;
  for (const auto& x : table.columns) columns.push_back(centred(x));
  if (with_extra) {
    out.names.insert(out.names.end(), table.extra_names.begin(), table.extra_names.end());
    for (const auto& x : table.extra) columns.push_back(centred(x));
  }
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t j = 0; j < columns.size(); ++j)
      out.r.push_back(i == j && columns[i].length > 0 ? 1 : correlation(columns[i], columns[j]));
  return out;
}

Components components_of(const Table& table) {
  if (table.rows() < 2) throw Error("principal components need two rows").file(table.file);
  const int p = table.width();
  const Correlation r = correlation_of(table, false);
  Eigen::MatrixXd matrix(p, p);
  for (int i = 0; i < p; ++i)
    for (int j = 0; j < p; ++j) matrix(i, j) = std::isnan(r.at(i, j)) ? 0 : r.at(i, j);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  Components out;
  out.names = table.features, out.scaling = scaling_of(table);
  const double sum = solver.eigenvalues().sum();
  for (int c = p - 1; c >= 0; --c) {  // Eigen sorts them rising
    const double value = std::max(0.0, solver.eigenvalues()[c]);
    Eigen::VectorXd v = solver.eigenvectors().col(c);
    fix_sign(v);
    out.eigenvalue.push_back(value), out.share.push_back(sum > 0 ? value / sum : 0);
    for (int f = 0; f < p; ++f) out.vector.push_back(v[f]), out.loading.push_back(v[f] * std::sqrt(value));
  }
  return out;
}

std::vector<std::vector<double>> Components::project(const Table& table, int count) const {
  const auto points = scaling.apply(table);
  const std::size_t p = names.size();
  std::vector<std::vector<double>> out;
  for (int c = 0; c < std::min<int>(count, static_cast<int>(p)); ++c) {
    std::vector<double>& x = out.emplace_back(table.rows(), 0.0);
    for (std::size_t f = 0; f < p; ++f)
      for (int row = 0; row < table.rows(); ++row) x[row] += vector[c * p + f] * points[f][row];
  }
  return out;
}

}  // namespace nacre::learn
