// Formulas of vectors of doubles that need more terms than those of floats, for loops whose small differences of large
// numbers leave no room for single precision. Included only by the small source of an instruction set
// (cmake/simd.cmake).
#pragma once
#include "device/simd.h"

namespace nacre {
namespace HWY_NAMESPACE {

/// cos(pi w) for 0 <= w <= 1/2, as nep_math.h has it for floats, to the last bits of a double: the first term of the
/// Taylor sum in w^2 that is left out is below 3e-17.
HWY_INLINE DoubleLanes cos_pi(DoubleLanes w) {
  constexpr double c[] = {3.6047307974625011172e-09,
                          -1.3878952462213771367e-07,
                          4.3030695870329472937e-06,
                          -0.0001046381049248457047,
                          0.0019295743094039231446,
                          -0.025806891390014061183,
                          0.2353306303588932058,
                          -1.3352627688545894991,
                          4.0587121264167684842,
                          -4.9348022005446789962,
                          1};
  const DoubleLanes z = w * w;
  DoubleLanes sum(c[0]);
#pragma GCC unroll 16
  for (int i = 1; i < 11; ++i) sum = mul_add(sum, z, DoubleLanes(c[i]));
  return sum;
}

}  // namespace HWY_NAMESPACE

}  // namespace nacre
