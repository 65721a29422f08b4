#include "analysis/diffraction/long_range_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "analysis/diffraction/direct_nodes.h"
#include "analysis/diffraction/node_sums.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
using std::numbers::pi;
constexpr double farthest_node = 3.3, nearest_line = 1.0;  ///< 1/Å
constexpr double in_phase = 0.3, in_void = 0.005;
constexpr std::size_t most_atoms = 400;
constexpr double most_products = 4e8;
constexpr double most_reach = 100, most_pairs = 1e8;  ///< Å, pairs

/// Every atom where they are no more than `most`, else so many that are spread over the structure without a period.
Atoms sample_of(const Atoms& atoms, std::size_t most) {
  const std::size_t n = std::min(atoms.size(), most);
  Atoms sample;
  sample.species = {"C"};  // all alike
  sample.resize(n);
  constexpr double golden = 0.6180339887498949;
  for (std::size_t k = 0; k < n; ++k) {
    const double share = static_cast<double>(k + 1) * golden;
    const auto i =
        n == atoms.size()
            ? k
            : within<std::size_t>((share - std::floor(share)) * static_cast<double>(atoms.size()), 0, atoms.size() - 1);
    sample.position[k] = atoms.position[i];
  }
  return sample;
}

/// The largest S of the nodes with low <= Q <= high; NaN, which is neither high nor low, where that is too much work.
double highest_share(const Atoms& atoms, const Box& box, double low, double high) {
  const auto n = static_cast<double>(atoms.size());
  if (bragg_nodes(box, high) * n > most_products) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> highest(std::max(1, node_rows(box, high)), 0.0);
  for_nodes(atoms, box, high, [&](int row, const Node& node, const std::vector<double>& F) {
    if (node.Q >= low) highest[row] = std::max(highest[row], (F[0] * F[0] + F[1] * F[1]) / (n * n));
  });
  return *std::max_element(highest.begin(), highest.end());
}
}  // namespace

bool is_crystal(const Atoms& atoms, const Box& box) {
  if (!box.all_periodic() || atoms.size() == 0) return false;
  return highest_share(sample_of(atoms, most_atoms), box, nearest_line, farthest_node) > in_phase &&
         highest_share(sample_of(atoms, atoms.size()), box, 0, nearest_line) < in_void;
}

double crystal_reach(const Atoms& atoms, const Box& box) {
  const auto n = static_cast<double>(atoms.size());
  const double pairs_of_unit_radius = n * n / box.volume() * 4 * pi / 3;
  return std::min(most_reach, std::cbrt(most_pairs / pairs_of_unit_radius));
}

}  // namespace nacre
