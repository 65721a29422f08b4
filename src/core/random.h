// Counter-based random numbers: Philox4x32-10 (Salmon et al., SC11, 10.1145/2063384.2063405) keyed by the seed, with
// (step, atom, purpose) as the counter. The same four numbers always give the same values, whatever the order of
// calls, the number of threads or a restart in between.
#pragma once
#include <array>
#include <cstdint>

namespace nacre {

/// Every use of random numbers has its own number here, so that no two uses share a stream. Never renumber.
enum class Purpose : std::uint32_t {
  initial_velocity = 1,
  langevin_first = 2,
  langevin_second = 3,
  bussi = 4,
  stochastic_cell = 5,
  build_random = 6,
  rattle = 7,
};

/// Four uniform numbers in (0, 1), 32 bits each.
std::array<double, 4> random_uniform(std::uint64_t seed, std::uint64_t step, std::uint64_t atom, Purpose purpose);
/// Four independent numbers of the standard normal distribution (Box-Muller).
std::array<double, 4> random_normal(std::uint64_t seed, std::uint64_t step, std::uint64_t atom, Purpose purpose);

}  // namespace nacre
