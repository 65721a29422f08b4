// Choosing frames: farthest points and principal components with known answers, the spread against a plain sum.
#include "train/data/select.h"

#include <gtest/gtest.h>

#include <cmath>

#include "train/model/committee.h"

namespace train_select_test {

namespace {

using namespace nacre;
using namespace nacre::train;

std::vector<std::size_t> indices(const std::vector<Choice>& choices) {
  std::vector<std::size_t> out;
  for (const Choice& c : choices) out.push_back(c.index);
  return out;
}

TEST(FarthestPoints, OnALine) {
  // Mean 4.2: begins at 4, then 10 (6 away), 0 (4 away), then 7 (3 from both sides).
  const std::vector<Point> line = {{0}, {4}, {7}, {10}, {0.5}, {3.7}};
  const auto chosen = farthest_points(line, {}, 4);
  EXPECT_EQ(indices(chosen), (std::vector<std::size_t>{1, 3, 0, 2}));
  EXPECT_FALSE(chosen[0].distance);
  EXPECT_DOUBLE_EQ(*chosen[1].distance, 6);
  EXPECT_DOUBLE_EQ(*chosen[2].distance, 4);
  EXPECT_DOUBLE_EQ(*chosen[3].distance, 3);
}

TEST(FarthestPoints, KnownOnesCountAsChosen) {
  const std::vector<Point> line = {{0}, {4}, {7}, {10}};
  const auto chosen = farthest_points(line, {{11}}, 2);
  EXPECT_EQ(indices(chosen), (std::vector<std::size_t>{0, 1}));  // 11 away; then 4 (4 from 0) ties with 7 (4 from 11)
  EXPECT_DOUBLE_EQ(*chosen[0].distance, 11);
  EXPECT_DOUBLE_EQ(*chosen[1].distance, 4);
}

TEST(FarthestPoints, TwinsAreDistinctFramesAndSeedsRepeat) {
  const std::vector<Point> twins(5, Point{1, 2});
  EXPECT_EQ(indices(farthest_points(twins, {}, 5)), (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  std::vector<Point> many;
  for (int k = 0; k < 100; ++k) many.push_back({std::sin(1.7 * k), std::cos(0.3 * k)});
  EXPECT_EQ(indices(farthest_points(many, {}, 9, 3)), indices(farthest_points(many, {}, 9, 3)));
  EXPECT_NE(indices(farthest_points(many, {}, 1, 3)), indices(farthest_points(many, {}, 1, 4)));
}

TEST(PrincipalMap, KnownCovariance) {
  // +-5 u, +-2 v, +-w with u, v, w orthonormal: eigenvalues 2 a^2 / 6, so shares 25/30, 4/30, 1/30.
  const double u[3] = {2 / 3., 2 / 3., 1 / 3.}, v[3] = {-2 / 3., 1 / 3., 2 / 3.}, w[3] = {1 / 3., -2 / 3., 2 / 3.};
  std::vector<Point> points;
  for (const auto& [axis, size] : {std::pair{u, 5.}, {v, 2.}, {w, 1.}})
    for (const double sign : {1., -1.})
      points.push_back({7 + sign * size * axis[0], -3 + sign * size * axis[1], 100 + sign * size * axis[2]});
  const PrincipalMap map = principal_map(points);
  EXPECT_NEAR(map.share[0], 25 / 30., 1e-13);
  EXPECT_NEAR(map.share[1], 4 / 30., 1e-13);
  // Largest element of a component positive: u as it is, v turned round or not at its tie.
  const double first[6] = {5, -5, 0, 0, 0, 0};
  for (int k = 0; k < 6; ++k) EXPECT_NEAR(map.first[k], first[k], 1e-12) << k;
  const double second[6] = {0, 0, 2, 2, 0, 0};
  for (int k = 0; k < 6; ++k) EXPECT_NEAR(std::abs(map.second[k]), second[k], 1e-12) << k;
}

TEST(PrincipalMap, PointsThatAreOne) {
  const PrincipalMap map = principal_map({{1, 2}, {1, 2}});
  EXPECT_EQ(map.share[0], 0);
  EXPECT_EQ(map.first[1], 0);
}

TEST(SymmetricEigen, ReproducesTheMatrix) {
  constexpr std::size_t n = 30;
  std::vector<Point> a(n, Point(n));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      a[i][j] = a[j][i] = std::sin(1. + static_cast<double>(i * i + 3 * j)) + (i == j ? 1. : 0.);
  const auto eigen = symmetric_eigen(a);
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < n; ++j) sum += a[i][j] * eigen.vector[k][j];
      EXPECT_NEAR(sum, eigen.value[k] * eigen.vector[k][i], 1e-12);
    }
  for (std::size_t k = 1; k < n; ++k) EXPECT_GE(eigen.value[k - 1], eigen.value[k]);
}

TEST(ForceSpread, PlainSum) {
  std::vector<std::vector<Vec3>> forces(4, std::vector<Vec3>(3));
  for (int m = 0; m < 4; ++m)
    for (int i = 0; i < 3; ++i) forces[m][i] = {std::sin(m + i), std::cos(2. * m - i), 0.1 * m * i};
  const ForceSpread found = force_spread(forces);
  double largest = 0, total = 0;
  for (int i = 0; i < 3; ++i) {
    double variance = 0;  // <F^2> - <F>^2, another way than the code's
    for (int k = 0; k < 3; ++k) {
      double sum = 0, squares = 0;
      for (int m = 0; m < 4; ++m) sum += forces[m][i][k], squares += forces[m][i][k] * forces[m][i][k];
      variance += squares / 4 - sum * sum / 16;
    }
    EXPECT_NEAR(found.atom[i], std::sqrt(variance), 1e-13);
    largest = std::max(largest, std::sqrt(variance));
    total += std::sqrt(variance);
  }
  EXPECT_NEAR(found.largest, largest, 1e-13);
  EXPECT_NEAR(found.mean, total / 3, 1e-13);
  EXPECT_EQ(force_spread({forces[1], forces[1], forces[1]}).largest, 0);
}

}  // namespace

}  // namespace train_select_test
