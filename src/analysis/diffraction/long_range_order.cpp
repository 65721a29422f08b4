#include "analysis/diffraction/long_range_order.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>

#include "analysis/diffraction/direct_nodes.h"
#include "analysis/diffraction/node_sums.h"

namespace nacre {

namespace {
constexpr double pi = std::numbers::pi;
constexpr double farthest_node = 3.3, nearest_line = 1.0;  ///< 1/Å
constexpr double in_phase = 0.3, in_void = 0.05;
constexpr std::size_t most_atoms = 400;
constexpr double most_products = 4e8;
constexpr double most_reach = 100, most_pairs = 1e8;  ///< Å, pairs

/// Every atom of a small structure, else some that are spread over it without a period.
Atoms sample_of(const Atoms& atoms) {
  const std::size_t n = std::min(atoms.size(), most_atoms);
  Atoms sample;
  sample.species = {"C"};  // all alike
  sample.resize(n);
  constexpr double golden = 0.6180339887498949;
  for (std::size_t k = 0; k < n; ++k) {
    const double share = static_cast<double>(k + 1) * golden;
    const auto i = n == atoms.size()
                       ? k
                       : std::min(atoms.size() - 1, static_cast<std::size_t>((share - std::floor(share)) *
                                                                             static_cast<double>(atoms.size())));
    sample.position[k] = atoms.position[i];
  }
  return sample;
}
}  // namespace

bool is_crystal(const Atoms& atoms, const Box& box) {
  if (!box.all_periodic() || atoms.size() == 0) return false;
  const Atoms sample = sample_of(atoms);
  const auto n = static_cast<double>(sample.size());
  if (bragg_nodes(box, farthest_node) * n > most_products) return false;
  std::atomic<bool> has_line{false}, has_void{false};
  for_nodes(sample, box, farthest_node, [&](int, const Node& node, const std::vector<double>& F) {
    const double share = (F[0] * F[0] + F[1] * F[1]) / (n * n);
    if (node.Q < nearest_line && share > in_void) has_void = true;
    if (node.Q >= nearest_line && share > in_phase) has_line = true;
  });
  return has_line && !has_void;
}

double crystal_reach(const Atoms& atoms, const Box& box) {
  const auto n = static_cast<double>(atoms.size());
  const double pairs_of_unit_radius = n * n / box.volume() * 4 * pi / 3;
  return std::min(most_reach, std::cbrt(most_pairs / pairs_of_unit_radius));
}

}  // namespace nacre
