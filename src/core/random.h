// Counter-based random numbers: Philox4x32-10 (Salmon et al., SC11, 10.1145/2063384.2063405) keyed by the seed, with
// (step, atom, purpose) as the counter. The same four numbers always give the same values, whatever the order of
// calls, the number of threads, the device or a restart in between.
#pragma once
#include <Random123/philox.h>

#include <array>
#include <cmath>
#include <cstdint>

#include "core/macros.h"

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
  train_start = 8,       ///< centre of the search
  train_sample = 9,      ///< SNES: step is the generation, atom the pair of members and the parameter / 4
  train_shuffle = 10,    ///< minibatches: step is the epoch
  select_start = 11,     ///< first frame of a farthest-point sampling
  insert_thinning = 12,  ///< order of candidate points: atom is the grid point
  insert_grid = 13,      ///< where the grid of candidate points lies
  insert_random = 14,    ///< random points: step is the atoms that are there, atom the place in the batch
  learn_bootstrap = 30,  ///< rows of a tree: step is the tree, atom the draw / 4
  learn_features = 31,   ///< features of a node: step is the tree, atom 16 times the node and the draw / 4
  learn_permute = 32,    ///< permutation importance: step is the tree and the feature, atom the draw / 4
  learn_split = 33,      ///< rows that are asked: step is the class, atom the draw / 4
  learn_clusters = 34,   ///< k-means++: step is the restart, atom the draw / 4
};

/// Four uniform numbers in (0, 1), 32 bits each.
NACRE_HD inline std::array<double, 4> random_uniform(std::uint64_t seed, std::uint64_t step, std::uint64_t atom,
                                                     Purpose purpose) {
  // 40 bits of atom index, 24 of purpose: the counter holds 128 bits in all.
  const std::uint64_t tail = (atom << 24) | static_cast<std::uint64_t>(purpose);
  const philox4x32_ctr_t counter = {{static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32),
                                     static_cast<std::uint32_t>(tail), static_cast<std::uint32_t>(tail >> 32)}};
  const philox4x32_key_t key = {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const philox4x32_ctr_t b = philox4x32(counter, key);
  constexpr double scale = 1.0 / 4294967296.0;
  return {(b.v[0] + 0.5) * scale, (b.v[1] + 0.5) * scale, (b.v[2] + 0.5) * scale, (b.v[3] + 0.5) * scale};
}

/// Four independent numbers of the standard normal distribution (Box-Muller).
NACRE_HD inline std::array<double, 4> random_normal(std::uint64_t seed, std::uint64_t step, std::uint64_t atom,
                                                    Purpose purpose) {
  const std::array<double, 4> u = random_uniform(seed, step, atom, purpose);
  constexpr double two_pi = 6.283185307179586;
  const double r0 = std::sqrt(-2 * std::log(u[0])), r1 = std::sqrt(-2 * std::log(u[2]));
  return {r0 * std::cos(two_pi * u[1]), r0 * std::sin(two_pi * u[1]), r1 * std::cos(two_pi * u[3]),
          r1 * std::sin(two_pi * u[3])};
}

}  // namespace nacre
