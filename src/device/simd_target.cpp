#include "device/simd_target.h"

#include <cstdlib>
#include <string>

#include "core/error.h"

namespace nacre {

namespace {

bool has(SimdTarget target) {
  __builtin_cpu_init();
  if (target == SimdTarget::avx512) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (target == SimdTarget::avx2) return __builtin_cpu_supports("x86-64-v3") != 0;
  return true;
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
