// From numbers to indices, and what a neighbour list asks before it takes memory.
#include "core/whole_number.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/group_labels.h"
#include "device/memory.h"
#include "neighbor/list_cost.h"
#include "neighbor/neighbor_list.h"
#include "neighbor/point_search.h"

namespace nacre::whole_number_test {
namespace {

template <class Body>
std::string refusal(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(WholeNumber, WhatFitsIsConverted) {
  EXPECT_EQ(whole<int>(3.9, {"a number"}), 3);
  EXPECT_EQ(whole<int>(-2147483648.0, {"a number"}), -2147483647 - 1);
  EXPECT_EQ(whole<std::int64_t>(-0x1p63, {"a number"}), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(whole<int>(std::int64_t{7}, {"a number"}), 7);
}

TEST(WholeNumber, WhatDoesNotFitIsNamed) {
  for (const double v : {2147483648.0, -2147483649.0, 1e300, -1e18, double(NAN), double(INFINITY)})
    EXPECT_NE(refusal([&] {
                whole<int>(v, {"the cell shift", 4});
              }).find("the cell shift of atom 4"),
              std::string::npos)
        << v;
  EXPECT_NE(refusal([] { whole<std::int64_t>(0x1p63, {"a number"}); }), "");
  EXPECT_NE(refusal([] { whole<int>(std::int64_t{1} << 31, {"a number"}); }), "");
  EXPECT_NE(refusal([] { whole<int>(11.0, {"a number"}, 0, 10); }).find("0 .. 10"), std::string::npos);
}

TEST(WholeNumber, WhatIsCutToARangeStaysInIt) {
  EXPECT_EQ(within<int>(3.9, 0, 10), 3);
  EXPECT_EQ(within<int>(-0.5), 0);
  EXPECT_EQ(within<int>(-3.9, -10, 10), -3);
  for (const double v : {10.0, 10.5, 1e300, double(INFINITY)}) EXPECT_EQ(within<int>(v, 0, 10), 10) << v;
  for (const double v : {0.0, -1e-300, -1e300, double(-INFINITY), double(NAN)})
    EXPECT_EQ(within<int>(v, 0, 10), 0) << v;
  EXPECT_EQ(within<std::int64_t>(0x1p63), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(within<std::int64_t>(-0x1p63), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(within<std::size_t>(-1.0), 0u);
  EXPECT_EQ(within<std::size_t>(1e30), std::numeric_limits<std::size_t>::max());
}

TEST(WholeNumber, TheNearestOneIsEvenBetweenTwo) {
  EXPECT_EQ(nearest_within<int>(2.5), 2);
  EXPECT_EQ(nearest_within<int>(3.5), 4);
  EXPECT_EQ(nearest_within<int>(-2.6), -3);
  EXPECT_EQ(nearest_within<int>(9.7, 0, 10), 10);
  EXPECT_EQ(nearest_within<int>(1e10), std::numeric_limits<int>::max());
  EXPECT_EQ(nearest_within<int>(double(NAN), -5, 5), -5);
}

TEST(GroupLabels, AreNumbersOfGroups) {
  EXPECT_EQ(group_count({}), 0);
  EXPECT_EQ(group_count({0, 3, 1}), 4);
  EXPECT_EQ(group_count({9999}), 10000);
  EXPECT_NE(refusal([] { group_count({0, 1000000000}); }).find("0 .. 9999"), std::string::npos);
}

Atoms atoms_at(const std::vector<Vec3>& position) {
  Atoms a;
  a.resize(position.size());
  a.position = position;
  a.species = {"C"};
  return a;
}

TEST(ListCost, OfACubeIsCountedExactly) {
  const Box box({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}});
  const ListCost cost = list_cost(box, 100, 5, {});
  EXPECT_NEAR(cost.images, 100 * 8, 1e-9);
  EXPECT_NEAR(cost.pairs, 100 * 0.1 * 4 * M_PI / 3 * 125, 1e-6);
}

TEST(ListCost, PositionsThatAreNoPlacesAreNamed) {
  const Box box({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}});
  NeighborSettings settings;
  settings.outer = {3};
  for (const Vec3 far : {Vec3{1e15, 0, 0}, Vec3{0, -1e10, 0}, Vec3{0, 0, NAN}, Vec3{INFINITY, 0, 0}}) {
    NeighborList list(settings);
    EXPECT_NE(refusal([&] {
                list.update(atoms_at({{1, 1, 1}, far}), box);
              }).find("the position of atom 1"),
              std::string::npos);
    EXPECT_NE(refusal([&] {
                PointSearch({{1, 1, 1}, far}, box, 3);
              }).find("the position of atom 1"),
              std::string::npos);
  }
}

TEST(ListCost, OpenClustersThatAreTooWideAreRefused) {
  const Box open({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}}, {false, false, false});
  NeighborSettings settings;
  settings.outer = {3};
  NeighborList list(settings);
  EXPECT_NE(refusal([&] {
              list.update(atoms_at({{0, 0, 0}, {5e8, 0, 0}}), open);
            }).find("too wide"),
            std::string::npos);
  EXPECT_EQ(refusal([&] { list.update(atoms_at({{0, 0, 0}, {1e5, 0, 0}}), open); }), "");
}

TEST(ListCost, ThinCellsAndWideCutoffsAreRefusedWithTheirCost) {
  const Box thin({{{0.1, 0, 0}, {0, 0.1, 0}, {0, 0, 0.1}}});
  NeighborSettings settings;
  settings.outer = {6};
  NeighborList list(settings);
  EXPECT_NE(refusal([&] { list.update(atoms_at({{0, 0, 0}}), thin); }).find("neighbours"), std::string::npos);
  settings.outer = {1e5};
  settings.reverse = false;
  NeighborList wide(settings);
  EXPECT_NE(refusal([&] { wide.update(atoms_at({{0, 0, 0}}), thin); }).find("too thin"), std::string::npos);
}

TEST(Memory, SizesHaveUnits) {
  EXPECT_EQ(bytes_text(999), "999 bytes");
  EXPECT_EQ(bytes_text(6.6e10), "66 GB");
  EXPECT_GT(available_memory(), 1e6);
  EXPECT_NE(refusal([] { check_memory(1e18, "a list"); }).find("a list would need about 1e+03 PB"), std::string::npos);
  EXPECT_EQ(refusal([] { check_memory(1e6, "a list"); }), "");
}

}  // namespace
}  // namespace nacre::whole_number_test
