#include "device/simd_target.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "force/nep_view.h"

namespace nacre::simd_target_test {
namespace {

// CTest runs this once for every instruction set, with NACRE_CPU set: the forced one must be the one that runs.
TEST(SimdTarget, WhatIsForcedRuns) {
  const char* forced = std::getenv("NACRE_CPU");
  if (forced != nullptr && *forced != '\0') {
    EXPECT_EQ(simd_target_name(), std::string(forced));
  } else {
    EXPECT_EQ(simd_target() == SimdTarget::avx512, __builtin_cpu_supports("avx512f") != 0);
  }
}

TEST(SimdTarget, LoopsHaveTheLanesOfTheirVectors) {
  EXPECT_EQ(nep::tile_loop_scalar().lanes, 1);
  EXPECT_EQ(nep::tile_loop_double().lanes, 1);
  EXPECT_EQ(nep::tile_loop_avx2().lanes, 8);
  EXPECT_EQ(nep::tile_loop_avx512().lanes, 16);
}

}  // namespace
}  // namespace nacre::simd_target_test
