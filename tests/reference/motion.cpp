#include "reference/motion.h"

#include <algorithm>
#include <cmath>

namespace reference {

std::vector<Vector> mean_squared_displacement(const Trajectory& frames, std::size_t lags) {
  std::vector<Vector> mean(lags, Vector{});
  for (std::size_t m = 0; m < lags; ++m)
    for (int k = 0; k < 3; ++k) {
      double sum = 0, count = 0;
      for (std::size_t t = 0; t + m < frames.size(); ++t)
        for (std::size_t i = 0; i < frames[t].size(); ++i) {
          sum += std::pow(frames[t + m][i][k] - frames[t][i][k], 2);
          count += 1;
        }
      mean[m][k] = sum / count;
    }
  return mean;
}

std::vector<Vector> autocorrelation(const Trajectory& frames, std::size_t lags) {
  std::vector<Vector> mean(lags, Vector{});
  for (std::size_t m = 0; m < lags; ++m)
    for (int k = 0; k < 3; ++k) {
      double sum = 0, count = 0;
      for (std::size_t t = 0; t + m < frames.size(); ++t)
        for (std::size_t i = 0; i < frames[t].size(); ++i) {
          sum += frames[t + m][i][k] * frames[t][i][k];
          count += 1;
        }
      mean[m][k] = sum / count;
    }
  return mean;
}

std::vector<double> correlation(const std::vector<double>& later, const std::vector<double>& earlier,
                                std::size_t lags) {
  std::vector<double> mean(lags, 0.0);
  for (std::size_t m = 0; m < lags; ++m) {
    double sum = 0, count = 0;
    for (std::size_t t = 0; t + m < later.size(); ++t) {
      sum += later[t + m] * earlier[t];
      count += 1;
    }
    mean[m] = sum / count;
  }
  return mean;
}

std::vector<double> trapezoids(const std::vector<double>& values, double spacing) {
  std::vector<double> integral;
  for (std::size_t last = 0; last < values.size(); ++last) {
    double sum = 0;
    for (std::size_t m = 0; m < last; ++m) sum += spacing * (values[m] + values[m + 1]) / 2;
    integral.push_back(sum);
  }
  return integral;
}

std::vector<double> angles(const Structure& structure, const Angles& wanted) {
  const auto is = [](const std::string& asked, const std::string& name) { return asked.empty() || asked == name; };
  const PairList pairs = periodic_pairs(structure, std::max(wanted.first_to, wanted.second_to));
  std::vector<double> found;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!is(wanted.centre, structure.species[i])) continue;
    for (std::size_t j = 0; j < pairs[i].size(); ++j)
      for (std::size_t k = 0; k < pairs[i].size(); ++k) {
        const Pair &a = pairs[i][j], &b = pairs[i][k];
        if (j == k || !is(wanted.first, structure.species[a.other]) || !is(wanted.second, structure.species[b.other]))
          continue;
        if (a.distance < wanted.first_from || a.distance >= wanted.first_to) continue;
        if (b.distance < wanted.second_from || b.distance >= wanted.second_to) continue;
        const double c = dot(a.vector, b.vector) / (a.distance * b.distance);
        found.push_back(std::acos(std::clamp(c, -1.0, 1.0)) * 180 / pi);
      }
  }
  return found;
}

}  // namespace reference
