#include "core/box.h"

#include <cmath>
#include <limits>
#include <random>

#include "unit/scratch.h"

namespace box_test {

namespace {

using namespace nacre;
using namespace nacre_test;

const Mat3 skewed{{{10, 0.5, -1}, {-4, 9, 2}, {3, -7, 8}}};
// Rounding of a few operations on numbers of the size of the cell (10 A).
constexpr double rounding = 1e-14;

TEST(Box, VolumeInverseAndThickness) {
  const Box box(skewed);
  // 10 (72 + 14) - 0.5 (-32 - 6) - 1 (28 - 27), by hand
  EXPECT_NEAR(box.volume(), 878.0, 878 * rounding);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) EXPECT_NEAR((box.h() * box.inverse()).m[i][j], i == j, rounding);
  // |b x c| with b x c = (86, 38, 1)
  EXPECT_NEAR(box.thickness(0), 878.0 / std::sqrt(86.0 * 86 + 38 * 38 + 1), 10 * rounding);
  const Box left_handed({{{0, 2, 0}, {3, 0, 0}, {0, 0, 4}}});
  EXPECT_DOUBLE_EQ(left_handed.volume(), 24);
  EXPECT_DOUBLE_EQ(left_handed.thickness(0), 2);
  EXPECT_DOUBLE_EQ(left_handed.thickness(1), 3);
}

TEST(Box, RowsAreLatticeVectors) {
  const Box box(skewed);
  const Vec3 r = box.cartesian({1, 0, 0});
  EXPECT_EQ(r.x, 10);
  EXPECT_EQ(r.y, 0.5);
  EXPECT_EQ(r.z, -1);
  const Vec3 s = box.fractional({10 - 2 * 4, 0.5 + 2 * 9, -1 + 2 * 2});  // a + 2 b
  EXPECT_NEAR(s.x, 1, rounding);
  EXPECT_NEAR(s.y, 2, rounding);
  EXPECT_NEAR(s.z, 0, rounding);
}

TEST(Box, WrapMovesByWholeVectorsIntoTheCell) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> far(-100, 100);
  const Box box(skewed, {true, false, true});
  for (int i = 0; i < 1000; ++i) {
    const Vec3 r{far(random), far(random), far(random)};
    const Vec3 w = box.wrap(r), s = box.fractional(w), moved = box.fractional(r) - s;
    for (const int k : {0, 2}) {
      EXPECT_GE(s[k], -100 * rounding);
      EXPECT_LE(s[k], 1 + 100 * rounding);
      EXPECT_NEAR(moved[k], std::round(moved[k]), 100 * rounding);
    }
    EXPECT_NEAR(moved[1], 0, 100 * rounding) << "open direction";
  }
}

// Products of such lengths overflow or vanish, and heights and inverse would be no numbers.
TEST(Box, LengthsThatCannotBeComputedWith) {
  for (const double length : {1e-120, 1e-100, 1e-105, 1e154, 1e100, 1e102})
    for (const double other : {1.0, length}) {
      try {
        const Box box({{{length, 0, 0}, {0, other, 0}, {0, 0, other}}});
        for (int k = 0; k < 3; ++k) EXPECT_TRUE(box.thickness(k) > 0 && std::isfinite(box.thickness(k))) << length;
        for (int k = 0; k < 3; ++k) EXPECT_TRUE(std::isfinite(box.inverse().m[k][k])) << length;
      } catch (const Error& e) {
        EXPECT_TRUE(mentions(e, "lattice")) << e.what();
      }
    }
  EXPECT_TRUE(mentions(error_of([] { Box({{{1e-310, 0, 0}, {0, 1, 0}, {0, 0, 1}}}); }), "too large or too small"));
}

TEST(Box, WrapLeavesAtomsInsideBitForBit) {
  const Box box(skewed);
  const Vec3 r = box.cartesian({0.3, 0.999, 0.001}), w = box.wrap(r);
  EXPECT_TRUE(w.x == r.x && w.y == r.y && w.z == r.z);
}

TEST(Box, WrapOfAHairBelowZeroStaysBelowTheFarFace) {
  const Box box({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}});
  for (const double hair : {-1e-18, -1e-16, -5e-324, -1e-300}) {
    const double s = box.fractional(box.wrap({hair, 5, 5})).x;
    EXPECT_GE(s, 0) << hair;
    EXPECT_LT(s, 1) << hair;
  }
}

TEST(Box, OrthogonalAndPeriodic) {
  EXPECT_TRUE(Box({{{1, 0, 0}, {0, 2, 0}, {0, 0, 3}}}).is_orthogonal());
  EXPECT_FALSE(Box(skewed).is_orthogonal());
  EXPECT_FALSE(Box().all_periodic());
  EXPECT_TRUE(Box(skewed).all_periodic());
  const Box slab = Box(skewed, {true, true, false}).with_cell(identity());
  EXPECT_TRUE(slab.is_periodic(1));
  EXPECT_FALSE(slab.is_periodic(2));
}

TEST(Box, RefusesCellsWithoutVolume) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (const Mat3& h : {Mat3{}, Mat3{{{1, 0, 0}, {0, 1, 0}, {1, 1, 0}}}, Mat3{{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}},
                        Mat3{{{nan, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, Mat3{{{inf, 0, 0}, {0, 1, 0}, {0, 0, 1}}}})
    EXPECT_TRUE(mentions(error_of([&] { Box box(h); }), "lattice"));
}

TEST(Box, TinyAndHugeCellsAreCells) {
  for (const double a : {1e-3, 1e6})
    EXPECT_NEAR(Box({{{a, 0, 0}, {0, a, 0}, {0, 0, a}}}).thickness(1), a, a * rounding);
}

}  // namespace

}  // namespace box_test
