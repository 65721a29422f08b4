#include "analysis/layer_spacing.h"

#include <algorithm>
#include <cmath>

#include "device/parallel.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

namespace {
constexpr double lowest = 2.5, highest = 5.0, aside = 1.6, one_layer = 0.7;
constexpr double parallel_cosine = 0.93969262078590838;  // 20 degrees

/// What one thread adds up; parallel_sum adds these in a fixed order.
struct Sums {
  double count = 0, height = 0, square = 0;
  Sums& operator+=(const Sums& o) { return count += o.count, height += o.height, square += o.square, *this; }
};

NeighborList neighbours(const Atoms& atoms, const Box& box, double cutoff) {
  NeighborSettings settings;
  settings.types = static_cast<int>(atoms.species.size());
  settings.outer.assign(atoms.species.size() * atoms.species.size(), cutoff);
  settings.skin = 0;
  settings.reverse = false;
  NeighborList list(settings);
  list.update(atoms, box);
  return list;
}

/// Normals of the atoms with three bonds; zero elsewhere. [atom]
std::vector<Vec3> normals(const NeighborList& list, std::size_t atoms) {
  std::vector<Vec3> normal(atoms);
  const auto& r = list.positions();
  parallel_for(list.local(), [&](std::ptrdiff_t slot) {
    const int i = list.atom(static_cast<int>(slot));
    const auto begin = list.row_begin(static_cast<int>(slot));
    if (i < 0 || list.row_end(static_cast<int>(slot)) - begin != 3) return;
    const auto& n = list.neighbors();
    const Vec3 v = cross(r[n[begin + 1]] - r[n[begin]], r[n[begin + 2]] - r[n[begin]]);
    if (norm(v) > 0) normal[i] = (1 / norm(v)) * v;
  });
  return normal;
}
}  // namespace

void LayerSpacing::add(const LayerSpacing& o) {
  if (o.sites == 0) return;
  const double n = static_cast<double>(sites), m = static_cast<double>(o.sites), all = n + m;
  const double square =
      (n * (deviation * deviation + mean * mean) + m * (o.deviation * o.deviation + o.mean * o.mean)) / all;
  mean = (n * mean + m * o.mean) / all;
  deviation = std::sqrt(std::max(0.0, square - mean * mean));
  sites += o.sites;
}

LayerSpacing layer_spacing(const Atoms& atoms, const Box& box, double bond) {
  if (atoms.size() == 0) return {};
  const std::vector<Vec3> normal = normals(neighbours(atoms, box, bond), atoms.size());
  const NeighborList list = neighbours(atoms, box, std::sqrt(highest * highest + aside * aside));
  const auto& r = list.positions();
  const Sums sums = parallel_sum<Sums>(
      list.local(),
      [&](std::ptrdiff_t s) {
        const int slot = static_cast<int>(s), i = list.atom(slot);
        Sums out;
        if (i < 0 || dot(normal[i], normal[i]) == 0) return out;
        for (const double side : {1.0, -1.0}) {
          std::vector<double> heights;
          for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) {
            const int j = list.neighbors()[e];
            const Vec3 d = r[j] - r[slot];
            const double h = side * dot(d, normal[i]);
            if (h < lowest || h > highest || dot(d, d) - h * h > aside * aside) continue;
            if (std::abs(dot(normal[i], normal[list.atom(j)])) > parallel_cosine) heights.push_back(h);
          }
          if (heights.empty()) continue;
          const double low = *std::min_element(heights.begin(), heights.end());
          double sum = 0, count = 0;
          for (const double h : heights)
            if (h < low + one_layer) sum += h, count += 1;
          out += {1, sum / count, sum / count * sum / count};
        }
        return out;
      },
      256);
  if (sums.count == 0) return {};
  const double mean = sums.height / sums.count;
  return {mean, std::sqrt(std::max(0.0, sums.square / sums.count - mean * mean)),
          static_cast<std::int64_t>(sums.count)};
}

}  // namespace nacre
