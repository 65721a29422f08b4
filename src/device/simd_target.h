// Which instruction set the SIMD loops use: the best this processor has, or what NACRE_CPU=scalar|avx2|avx512 says.
#pragma once
#include <string_view>

namespace nacre {

enum class SimdTarget { scalar, avx2, avx512 };

/// Read once, at first use. Throws Error when NACRE_CPU is unknown or asks for what the processor lacks.
SimdTarget simd_target();
std::string_view simd_target_name();

}  // namespace nacre
