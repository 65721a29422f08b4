#include "core/random.h"

#include <Random123/philox.h>

#include <cmath>

namespace nacre {

namespace {
r123::Philox4x32::ctr_type bits(std::uint64_t seed, std::uint64_t step, std::uint64_t atom, Purpose purpose) {
  // 40 bits of atom index, 24 of purpose: the counter holds 128 bits in all.
  const std::uint64_t tail = (atom << 24) | static_cast<std::uint64_t>(purpose);
  const r123::Philox4x32::ctr_type counter = {{static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32),
                                               static_cast<std::uint32_t>(tail),
                                               static_cast<std::uint32_t>(tail >> 32)}};
  const r123::Philox4x32::key_type key = {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  return r123::Philox4x32()(counter, key);
}
}  // namespace

std::array<double, 4> random_uniform(std::uint64_t seed, std::uint64_t step, std::uint64_t atom, Purpose purpose) {
  const auto b = bits(seed, step, atom, purpose);
  constexpr double scale = 1.0 / 4294967296.0;
  return {(b[0] + 0.5) * scale, (b[1] + 0.5) * scale, (b[2] + 0.5) * scale, (b[3] + 0.5) * scale};
}

std::array<double, 4> random_normal(std::uint64_t seed, std::uint64_t step, std::uint64_t atom, Purpose purpose) {
  const auto u = random_uniform(seed, step, atom, purpose);
  constexpr double two_pi = 6.283185307179586;
  const double r0 = std::sqrt(-2 * std::log(u[0])), r1 = std::sqrt(-2 * std::log(u[2]));
  return {r0 * std::cos(two_pi * u[1]), r0 * std::sin(two_pi * u[1]), r1 * std::cos(two_pi * u[3]),
          r1 * std::sin(two_pi * u[3])};
}

}  // namespace nacre
