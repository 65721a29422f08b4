// For tests of what runs on a GPU. In a build without CUDA the device is the emulated one (src/device/emulated), so they
// always run; in a CUDA build they need a real one: without it they are skipped, or fail with NACRE_REQUIRE_GPU=1.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>

#include "device/cuda_devices.h"

/// First line of a test body.
#define NACRE_NEEDS_GPU()                                                     \
  do {                                                                        \
    const std::string why = ::nacre::why_no_cuda();                           \
    if (why.empty()) break;                                                   \
    const char* required = std::getenv("NACRE_REQUIRE_GPU");                  \
    if (required != nullptr && *required == '1') FAIL() << "no GPU: " << why; \
    GTEST_SKIP() << "no GPU: " << why;                                        \
  } while (false)
