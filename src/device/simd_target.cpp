#include "device/simd_target.h"

#include <cstdlib>
#include <string>

#include "core/error.h"

namespace nacre {

namespace {

bool has(SimdTarget target) {
  __builtin_cpu_init();
  // Written out in full: __builtin_cpu_supports takes a literal. AES and CLMUL are what Highway asks of AVX2 besides.
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2") &&
                    __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512cd");
  return target == SimdTarget::scalar || (target == SimdTarget::avx2 ? avx2 : avx512);
}

constexpr std::string_view names[] = {"scalar", "avx2", "avx512"};

SimdTarget choose() {
  const char* forced = std::getenv("NACRE_CPU");
  if (forced == nullptr || *forced == '\0') {
    for (const SimdTarget t : {SimdTarget::avx512, SimdTarget::avx2})
      if (has(t)) return t;
    return SimdTarget::scalar;
  }
  for (int t = 0; t < 3; ++t) {
    if (names[t] != forced) continue;
    if (has(static_cast<SimdTarget>(t))) return static_cast<SimdTarget>(t);
    throw Error("this processor lacks the instruction set").key("NACRE_CPU").value(forced);
  }
  throw Error("unknown instruction set").key("NACRE_CPU").value(forced).allowed("scalar | avx2 | avx512");
}

}  // namespace

SimdTarget simd_target() {
  static const SimdTarget target = choose();
  return target;
}
std::string_view simd_target_name() { return names[static_cast<int>(simd_target())]; }

}  // namespace nacre
