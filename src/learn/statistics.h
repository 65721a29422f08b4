// Statistics of a table without its labels: correlation and principal components.
//
// Pearson: r_xy = sum (x - <x>)(y - <y>) / (N s_x s_y). PCA: eigenvectors of the matrix of r_xy (that is, of the
// covariance of standardised features); eigenvalue / p is the share of variance, and the p eigenvalues sum to p when no
// feature is constant (a constant one brings 0). Loading of feature f on component c: eigenvector times
// sqrt(eigenvalue) = their correlation. Sign: the entry of an eigenvector that is largest in size is positive.
#pragma once
#include <string>
#include <vector>

#include "learn/table.h"

namespace nacre::learn {

struct Correlation {
  std::vector<std::string> names;  ///< features, then extra columns
  std::vector<double> r;           ///< [name][name]; NaN beside a constant column
  double at(int i, int j) const { return r[static_cast<std::size_t>(i) * names.size() + j]; }
};
double pearson(const std::vector<double>& x, const std::vector<double>& y);
/// Of the features and, where wanted, the extra columns.
Correlation correlation_of(const Table& table, bool with_extra);

struct Components {
  std::vector<std::string> names;
  Scaling scaling;
  std::vector<double> eigenvalue;  ///< [component], falling
  std::vector<double> share;       ///< of the variance
  std::vector<double> vector;      ///< [component][feature], length 1
  std::vector<double> loading;     ///< [component][feature]
  /// Coordinates of the rows, [component][row], for the first `count` components.
  std::vector<std::vector<double>> project(const Table& table, int count) const;
};
Components components_of(const Table& table);

}  // namespace nacre::learn
