// The searches for points near points against loops over all points and all lattice vectors around.
#include "neighbor/point_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <random>

#include "core/error.h"
#include "neighbor/crystal_search.h"
#include "neighbor/image_range.h"

namespace nacre::point_search_test {
namespace {

/// owner -> sorted distances of its images.
using Found = std::map<int, std::vector<double>>;

struct Sample {
  std::string name;
  Box box;
  double reach;
  std::vector<Vec3> position;
};

Vec3 random_vector(std::mt19937& random, double low, double high) {
  std::uniform_real_distribution<double> u(low, high);
  const double x = u(random), y = u(random), z = u(random);
  return {x, y, z};
}

/// Positions anywhere: inside the cell and a few cells away; open directions hold 0.2 to 2.5 of theirs.
std::vector<Vec3> scattered(const Box& box, int atoms, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Vec3> out;
  for (int i = 0; i < atoms; ++i) {
    Vec3 s = random_vector(random, -1.5, 2.5);
    for (int k = 0; k < 3; ++k)
      if (!box.is_periodic(k)) s[k] = 0.2 + 0.575 * (s[k] + 1.5);
    const Mat3& h = box.h();
    out.push_back(s.x * h.row(0) + s.y * h.row(1) + s.z * h.row(2));
  }
  return out;
}

Sample sample(const std::string& name, const Mat3& h, std::array<bool, 3> periodic, double reach, int atoms) {
  const Box box(h, periodic);
  return {name, box, reach, scattered(box, atoms, static_cast<unsigned>(atoms) + 7)};
}

std::vector<Sample> samples() {
  const Mat3 cube{{{11, 0, 0}, {0, 12, 0}, {0, 0, 13}}}, skewed{{{9, 0, 0}, {5, 8, 0}, {-4, 6, 7}}};
  std::vector<Sample> all;
  all.push_back(sample("orthogonal", cube, {true, true, true}, 3, 150));
  all.push_back(sample("skewed", skewed, {true, true, true}, 3.5, 60));
  all.push_back(sample("left-handed", {{{0, 8, 1}, {9, 0, 0}, {1, 2, 7}}}, {true, true, true}, 3, 40));
  all.push_back(sample("reach beyond the cell", skewed, {true, true, true}, 14, 12));
  all.push_back(sample("thin", {{{0.9, 0, 0}, {0.3, 14, 0}, {0.2, 3, 10}}}, {true, true, true}, 5, 6));
  all.push_back(sample("many images", {{{1.1, 0, 0}, {0.5, 1.0, 0}, {0.2, -0.4, 0.9}}}, {true, true, true}, 6, 2));
  all.push_back(sample("one atom", skewed, {true, true, true}, 8, 1));
  all.push_back(sample("slab", skewed, {true, true, false}, 4, 80));
  all.push_back(sample("rod", skewed, {false, true, false}, 4, 80));
  all.push_back(sample("cluster", cube, {false, false, false}, 4, 90));
  all.push_back(sample("sparse", {{{300, 0, 0}, {10, 280, 0}, {0, 30, 310}}}, {true, true, true}, 4, 25));
  Sample faces{"on the faces", Box(cube), 3, {}};
  const double edge[] = {0.0, 1.0, -1e-17, 1 - 1e-16, 0.5};
  for (const double x : edge)
    for (const double y : edge)
      for (const double z : edge) faces.position.push_back({11 * x, 12 * y, 13 * z + 1e-3 * x});
  all.push_back(faces);
  return all;
}

/// How many lattice vectors along k can bring a point at s near one at t.
struct Window {
  int low[3], high[3];
};
Window window(const Sample& c, Vec3 from, Vec3 to) {
  const Vec3 s = from * inverse(c.box.h()), t = to * inverse(c.box.h());
  Window w{};
  for (int k = 0; k < 3; ++k) {
    if (!c.box.is_periodic(k)) continue;
    const double span = c.reach / c.box.thickness(k) + 1.5;
    w.low[k] = static_cast<int>(std::floor(t[k] - s[k] - span)),
    w.high[k] = static_cast<int>(std::ceil(t[k] - s[k] + span));
  }
  return w;
}

/// body(owner, vector from the point) over all images within the reach.
template <class Body>
void brute_force(const Sample& c, Vec3 point, Body&& body) {
  const Mat3& h = c.box.h();
  for (std::size_t i = 0; i < c.position.size(); ++i) {
    const Window w = window(c, c.position[i], point);
    for (int x = w.low[0]; x <= w.high[0]; ++x)
      for (int y = w.low[1]; y <= w.high[1]; ++y)
        for (int z = w.low[2]; z <= w.high[2]; ++z) {
          const Vec3 d = c.position[i] + double(x) * h.row(0) + double(y) * h.row(1) + double(z) * h.row(2) - point;
          if (norm(d) < c.reach) body(static_cast<int>(i), d);
        }
  }
}

Found expected_around(const Sample& c, Vec3 point) {
  Found found;
  brute_force(c, point, [&](int i, Vec3 d) { found[i].push_back(norm(d)); });
  for (auto& [owner, distances] : found) std::sort(distances.begin(), distances.end());
  return found;
}

Found found_around(const PointSearch& search, Vec3 point, double reach, std::vector<int>& places) {
  Found found;
  const Vec3 inside = search.wrap(point);
  const int count = search.near(inside, places);
  for (int k = 0; k < count; ++k) {
    const double r = norm(search.position(places[k]) - inside);
    if (r < reach) found[search.owner(places[k])].push_back(r);
  }
  for (auto& [owner, distances] : found) std::sort(distances.begin(), distances.end());
  return found;
}

void expect_same(const Found& expected, const Found& found) {
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [owner, distances] : expected) {
    ASSERT_EQ(found.count(owner), 1u) << owner;
    ASSERT_EQ(found.at(owner).size(), distances.size()) << owner;
    for (std::size_t k = 0; k < distances.size(); ++k) EXPECT_NEAR(found.at(owner)[k], distances[k], 1e-9);
  }
}

/// Anywhere, outside the cell too, on the corner of the cell, and on some of the points.
std::vector<Vec3> questions(const Sample& c) {
  std::vector<Vec3> out = scattered(c.box, 12, 99);
  out.push_back({0, 0, 0});
  for (std::size_t i = 0; i < c.position.size(); i += 1 + c.position.size() / 4) out.push_back(c.position[i]);
  return out;
}

TEST(PointSearch, FindsWhatAllPairsGive) {
  for (const Sample& c : samples()) {
    const PointSearch search(c.position, c.box, c.reach);
    std::vector<int> places;
    std::size_t some = 0;
    for (const Vec3& point : questions(c)) {
      SCOPED_TRACE(c.name);
      const Found expected = expected_around(c, point);
      expect_same(expected, found_around(search, point, c.reach, places));
      some += expected.size();
    }
    EXPECT_GT(some, 0u) << c.name << ": the case asks nothing";
  }
}

TEST(PointSearch, AnyWithin) {
  for (const Sample& c : samples()) {
    const PointSearch search(c.position, c.box, c.reach);
    std::vector<int> places;
    for (const Vec3& point : questions(c)) {
      double nearest = 2 * c.reach;
      brute_force(c, point, [&](int, Vec3 d) { nearest = std::min(nearest, norm(d)); });
      for (const double distance : {0.3 * c.reach, c.reach}) {
        if (std::abs(nearest - distance) < 1e-9) continue;
        EXPECT_EQ(search.any_within(search.wrap(point), distance, places), nearest <= distance) << c.name;
      }
    }
  }
}

TEST(PointSearch, HomesAndImages) {
  for (const Sample& c : samples()) {
    const PointSearch search(c.position, c.box, c.reach);
    ASSERT_GE(search.places(), static_cast<int>(c.position.size()));
    for (std::size_t i = 0; i < c.position.size(); ++i) {
      const int home = search.home(static_cast<int>(i));
      EXPECT_EQ(search.owner(home), static_cast<int>(i)) << c.name;
      EXPECT_LT(norm(search.position(home) - search.wrap(c.position[i])), 1e-12) << c.name;
    }
    for (int place = 0; place < search.places(); ++place) {  // images are whole lattice vectors away
      const Vec3 s = (search.position(place) - c.position[search.owner(place)]) * inverse(c.box.h());
      for (int k = 0; k < 3; ++k) EXPECT_NEAR(s[k], c.box.is_periodic(k) ? std::round(s[k]) : 0.0, 1e-9) << c.name;
    }
  }
}

TEST(PointSearch, LatticeVectorsShorterThanTheReach) {
  for (const Sample& c : samples()) {
    const PointSearch search(c.position, c.box, c.reach);
    const Sample alone{c.name, c.box, c.reach, {{0, 0, 0}}};
    std::vector<double> expected, found;
    brute_force(alone, {0, 0, 0}, [&](int, Vec3 d) { expected.push_back(norm(d)); });
    for (const Vec3& v : search.lattice_vectors()) found.push_back(norm(v));
    found.push_back(0);  // itself
    std::sort(expected.begin(), expected.end()), std::sort(found.begin(), found.end());
    ASSERT_EQ(found.size(), expected.size()) << c.name;
    for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-9) << c.name;
    bool thin = false;
    for (int k = 0; k < 3; ++k) thin = thin || (c.box.is_periodic(k) && 2 * c.reach >= c.box.thickness(k));
    EXPECT_EQ(search.repeats(), thin) << c.name;
  }
}

TEST(PointSearch, ACopyStandsOnItsOwn) {
  const Sample c = samples()[1];
  auto first = std::make_unique<PointSearch>(c.position, c.box, c.reach);
  const PointSearch copy = *first;
  const PointSearch moved = std::move(*first);
  first.reset();
  std::vector<int> places;
  for (const Vec3& point : questions(c)) {
    const Found expected = expected_around(c, point);
    expect_same(expected, found_around(copy, point, c.reach, places));
    expect_same(expected, found_around(moved, point, c.reach, places));
  }
}

TEST(PointSearch, FarFromAnOpenCell) {
  const Sample c = samples()[9];
  const PointSearch search(c.position, c.box, c.reach);
  std::vector<int> places;
  for (const double far : {1e3, 1e6, 1e12}) {
    EXPECT_TRUE(found_around(search, {far, 0, 0}, c.reach, places).empty());
    EXPECT_TRUE(found_around(search, {0, -far, far}, c.reach, places).empty());
  }
}

TEST(PointSearch, NoPointsAndBadPoints) {
  std::vector<int> places;
  const PointSearch none({}, Box(Mat3{{{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}}), 2);
  EXPECT_EQ(none.near({1, 1, 1}, places), 0);
  EXPECT_FALSE(none.any_within({1, 1, 1}, 2, places));
  try {
    const PointSearch bad({{0, 0, 0}, {0, NAN, 0}}, Box(), 2);
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("atom 1"), std::string::npos) << e.what();
  }
}

/// The crystal without explicit images: the same sample cells, any reach.
TEST(CrystalSearch, FindsWhatAllPairsGive) {
  for (Sample c : samples()) {
    if (!c.box.all_periodic()) continue;
    std::array<int, 3> n{};
    for (int k = 0; k < 3; ++k) n[k] = std::max(1, static_cast<int>(c.box.thickness(k) / 2));
    const BinGrid grid = bin_grid(n, {0, 0, 0}, {1, 1, 1});
    std::vector<Vec3> inside;
    std::vector<int> bin;
    for (const Vec3& r : c.position)
      inside.push_back(c.box.wrap(r)), bin.push_back(grid.bin(c.box.fractional(inside.back())));
    PointBins bins;
    bins.sort(grid, bin);
    CrystalSearch search;
    search.inverse = c.box.inverse(), search.begin = bins.begins().data();
    for (int k = 0; k < 3; ++k) search.thickness[k] = c.box.thickness(k), search.n[k] = n[k];
    for (const double reach : {0.4 * c.reach, c.reach}) {
      c.reach = reach;
      for (const Vec3& point : questions(c)) {
        SCOPED_TRACE(c.name);
        Found found;
        search.for_runs(point, reach, [&](int first, int last, int x, int y, int z) {
          const Mat3& h = c.box.h();
          const Vec3 shift = double(x) * h.row(0) + double(y) * h.row(1) + double(z) * h.row(2);
          for (int p = first; p < last; ++p) {
            const double r = norm(inside[bins.point(p)] + shift - point);
            if (r < reach) found[bins.point(p)].push_back(r);
          }
        });
        for (auto& [owner, distances] : found) std::sort(distances.begin(), distances.end());
        expect_same(expected_around(c, point), found);
      }
    }
  }
}

TEST(CrystalSearch, RowsAreCutAtTheCellsFaces) {
  for (const int n : {1, 2, 5})
    for (int low = -7; low <= 7; ++low)
      for (int high = low - 1; high <= low + 9; ++high) {
        int next = low;
        for_row_runs(low, high, n, [&](int first, int last, int cell) {
          EXPECT_TRUE(0 <= first && first <= last && last < n) << first << " to " << last;
          for (int b = first; b <= last; ++b) EXPECT_EQ(b + cell * n, next++);
        });
        EXPECT_EQ(next, high + 1);
      }
}

TEST(PointBins, KeepTheOrderOfTheirPoints) {
  const BinGrid grid = bin_grid({2, 1, 2}, {0, 0, 0}, {1, 1, 1});
  PointBins bins;
  bins.sort(grid, {3, 0, -1, 3, 1, 0});
  EXPECT_EQ(bins.begins(), (std::vector<int>{0, 2, 3, 3, 5}));
  EXPECT_EQ(bins.points(), (std::vector<int>{1, 5, 4, 0, 3}));
  EXPECT_EQ(grid.bin({0.1, 0.5, 0.1}), 0);
  EXPECT_EQ(grid.bin({0.6, 0.5, 0.4}), 2);
  EXPECT_EQ(grid.bin({-3, 9, 7}), 1);                                      // the outermost bins take what lies outside
  EXPECT_EQ(bin_grid({4, 1, 1}, {0, 0, 0}, {0, 1, 1}).bin({0, 0, 0}), 0);  // all points in one plane
}

TEST(PointBins, CountsFitTheirLimit) {
  EXPECT_EQ(bin_counts({5, 1, 3.7}, 100), (std::array<int, 3>{5, 1, 3}));
  EXPECT_EQ(bin_counts({0.2, 0.2, 0.2}, 1), (std::array<int, 3>{1, 1, 1}));
  const auto few = bin_counts({100, 100, 100}, 1000);
  EXPECT_EQ(few, (std::array<int, 3>{10, 10, 10}));
  EXPECT_EQ(bin_counts({INFINITY, INFINITY, INFINITY}, 100), (std::array<int, 3>{1, 1, 1}));  // a reach of 0
}

TEST(ImageRange, HoldsTheImagesOfTheRegion) {
  const std::array<double, 3> low{-0.4, -2.3, -0.1}, high{1.4, 3.3, 1.1};
  for (const double s : {0.0, 0.05, 0.37, 0.61, 0.95}) {
    const ImageRange range = images_between({s, s, s}, low, high, {true, true, false});
    int count = 0;
    for (int a = -9; a <= 9; ++a)
      for (int b = -9; b <= 9; ++b)
        count += s + a >= low[0] && s + a <= high[0] && s + b >= low[1] && s + b <= high[1] ? 1 : 0;
    EXPECT_EQ(range.count(), count);
    int visited = 0;
    range.for_each([&](int a, int b, int c) {
      EXPECT_EQ(c, 0);
      EXPECT_TRUE(s + a >= low[0] && s + a <= high[0] && s + b >= low[1] && s + b <= high[1]);
      ++visited;
    });
    EXPECT_EQ(visited, count);
  }
}

}  // namespace
}  // namespace nacre::point_search_test
