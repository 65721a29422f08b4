// The search: slots into bins, then for every local slot the slots within cutoff + skin. Rows are counted first and
// filled afterwards, so no array has a capacity that could overflow.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "device/parallel.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

namespace {
// Half the reach a bin: 125 bins hold 3.7 times the volume of the sphere, against 6.4 for 27 bins of a full reach.
constexpr double bins_per_reach = 2.0;
// Bins beyond this many per slot would be empty space of an open direction.
constexpr double max_bins_per_slot = 8.0;
}  // namespace

int NeighborList::bin_index(double s, int direction) const {
  const double b = std::floor((s - bin_low_[direction]) * bin_scale_[direction]);
  return static_cast<int>(std::clamp(b, 0.0, bins_[direction] - 1.0));
}

void NeighborList::bin_slots(const Box& box) {
  const int slots = nowhere_;
  std::vector<Vec3> s(slots);
  Vec3 low{INFINITY, INFINITY, INFINITY}, high = -low;
  for (int i = 0; i < slots; ++i) {
    if (atom_[i] < 0) continue;
    s[i] = box.fractional(position_[i]);
    for (int k = 0; k < 3; ++k) low[k] = std::min(low[k], s[i][k]), high[k] = std::max(high[k], s[i][k]);
  }
  if (!(low.x <= high.x)) low = high = Vec3{};
  double wanted[3], total = 1;
  for (int k = 0; k < 3; ++k) {
    wanted[k] = std::max(1.0, std::floor((high[k] - low[k]) * box.thickness(k) * bins_per_reach / reach_));
    total *= wanted[k];
  }
  const double shrink = std::cbrt(std::max(1.0, total / (max_bins_per_slot * slots + 64)));
  for (int k = 0; k < 3; ++k) {
    bins_[k] = static_cast<int>(std::max(1.0, std::floor(wanted[k] / shrink)));
    bin_low_[k] = low[k];
    bin_scale_[k] = high[k] > low[k] ? bins_[k] / (high[k] - low[k]) : 0;
  }

  std::vector<int> bin(slots, -1);
  bin_begin_.assign(static_cast<std::size_t>(bins_[0]) * bins_[1] * bins_[2] + 1, 0);
  for (int i = 0; i < slots; ++i) {
    if (atom_[i] < 0) continue;
    bin[i] = (bin_index(s[i].x, 0) * bins_[1] + bin_index(s[i].y, 1)) * bins_[2] + bin_index(s[i].z, 2);
    ++bin_begin_[bin[i] + 1];
  }
  std::partial_sum(bin_begin_.begin(), bin_begin_.end(), bin_begin_.begin());
  bin_slot_.resize(bin_begin_.back());
  bin_point_.resize(bin_begin_.back());
  std::vector<int> next(bin_begin_.begin(), bin_begin_.end() - 1);
  for (int i = 0; i < slots; ++i) {
    if (bin[i] < 0) continue;
    const int place = next[bin[i]]++;
    bin_slot_[place] = i;
    bin_point_[place] = grid_point_[i];
  }
}

/// Calls visit(place, squared distance in grid units) for every other slot that shares a bin range with `slot`.
template <class Visit>
void NeighborList::for_each_neighbor(int slot, Visit&& visit) const {
  const Vec3 s = built_box_.fractional(position_[slot]);
  int low[3], high[3];
  for (int k = 0; k < 3; ++k) {
    // A hair more than the reach: rounding of s must not lose a bin.
    const double m = reach_ / built_box_.thickness(k) * (1 + 1e-9) + 1e-9;
    low[k] = bin_index(s[k] - m, k);
    high[k] = bin_index(s[k] + m, k);
  }
  const GridPoint home = grid_point_[slot];
  for (int x = low[0]; x <= high[0]; ++x)
    for (int y = low[1]; y <= high[1]; ++y) {
      const int row = (x * bins_[1] + y) * bins_[2];
      const int last = bin_begin_[row + high[2] + 1];
      for (int place = bin_begin_[row + low[2]]; place < last; ++place) {
        const GridPoint& p = bin_point_[place];
        const double dx = p.x - home.x, dy = p.y - home.y, dz = p.z - home.z;
        visit(place, p.type, dx * dx + dy * dy + dz * dz);
      }
    }
}

void NeighborList::fill_rows() {
  const int types = settings_.types, width = settings_.width, tile_count = tiles();
  const bool two_classes = !settings_.inner.empty();
  const auto squared_limits = [&](const std::vector<double>& cutoff) {
    std::vector<double> limit(static_cast<std::size_t>(types) * types, -1.0);
    for (std::size_t p = 0; p < cutoff.size(); ++p)
      if (cutoff[p] > 0) limit[p] = std::pow((cutoff[p] + settings_.skin) / unit_, 2);
    return limit;
  };
  const std::vector<double> outer = squared_limits(settings_.outer), inner = squared_limits(settings_.inner);

  // Count: steps of each (tile, type) group are those of its longest lane.
  begin_.assign(static_cast<std::size_t>(tile_count) * types + 1, 0);
  inner_steps_.assign(static_cast<std::size_t>(tile_count) * types, 0);
  parallel_for(
      tile_count,
      [&](std::ptrdiff_t tile) {
        std::vector<int> count(types), inner_count(types);
        for (int slot = static_cast<int>(tile) * width; slot < (tile + 1) * width; ++slot) {
          if (atom_[slot] < 0) continue;
          std::fill(count.begin(), count.end(), 0);
          std::fill(inner_count.begin(), inner_count.end(), 0);
          const double* limit = &outer[static_cast<std::size_t>(slot_type_[slot]) * types];
          const double* inner_limit = &inner[static_cast<std::size_t>(slot_type_[slot]) * types];
          for_each_neighbor(slot, [&](int, int type, double d2) {
            count[type] += d2 < limit[type];
            inner_count[type] += d2 < inner_limit[type];
          });
          --count[slot_type_[slot]];  // itself
          if (inner_limit[slot_type_[slot]] > 0) --inner_count[slot_type_[slot]];
          for (int t = 0; t < types; ++t) {
            std::int64_t& steps = begin_[tile * types + t + 1];
            int& inner_steps = inner_steps_[tile * types + t];
            steps = std::max<std::int64_t>(steps, count[t]);
            inner_steps = std::max(inner_steps, inner_count[t]);
          }
        }
      },
      8);
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  if (begin_.back() * width >= std::numeric_limits<Entry>::max())
    throw Error("more than 4e9 neighbour pairs: the system is too large for this cutoff on the CPU", Error::Kind::failed);

  // Fill, the inner class first.
  neighbor_.resize(begin_.back() * width);
  neighbor_.shrink_to_fit();
  parallel_for(
      tile_count,
      [&](std::ptrdiff_t tile) {
        std::vector<std::vector<int>> near(types), far(types);
        for (int slot = static_cast<int>(tile) * width; slot < (tile + 1) * width; ++slot) {
          for (int t = 0; t < types; ++t) near[t].clear(), far[t].clear();
          if (atom_[slot] >= 0) {
            const double* limit = &outer[static_cast<std::size_t>(slot_type_[slot]) * types];
            const double* inner_limit = &inner[static_cast<std::size_t>(slot_type_[slot]) * types];
            for_each_neighbor(slot, [&](int place, int type, double d2) {
              if (!(d2 < limit[type]) || bin_slot_[place] == slot) return;
              (two_classes && d2 < inner_limit[type] ? near : far)[type].push_back(bin_slot_[place]);
            });
          }
          const int lane = slot % width;
          for (int t = 0; t < types; ++t) {
            near[t].insert(near[t].end(), far[t].begin(), far[t].end());
            const std::int64_t first = begin_[tile * types + t], steps = begin_[tile * types + t + 1] - first;
            for (std::int64_t a = 0; a < steps; ++a)
              neighbor_[(first + a) * width + lane] = a < static_cast<std::int64_t>(near[t].size()) ? near[t][a] : nowhere_;
          }
        }
      },
      8);
}

// The mirror of "i lists j moved by S" is "j lists i moved by -S". It exists because membership is decided in integers.
void NeighborList::fill_reverse() {
  const int width = settings_.width, types = settings_.types;
  reverse_.assign(neighbor_.size(), entries());
  const auto mirror = [&](int slot, int seen) -> Entry {
    const bool is_image = seen >= local_;
    const int owner = is_image ? image_[seen - local_].owner : seen;
    std::array<std::int16_t, 3> back{0, 0, 0};
    if (is_image)
      for (int k = 0; k < 3; ++k) back[k] = static_cast<std::int16_t>(-image_[seen - local_].shift[k]);
    const int self = image_slot(slot, back);
    const std::size_t group = static_cast<std::size_t>(owner / width) * types + slot_type_[slot];
    for (std::int64_t a = begin_[group]; a < begin_[group + 1]; ++a) {
      const Entry e = static_cast<Entry>(a * width + owner % width);
      if (neighbor_[e] == self) return e;
    }
    throw Error("internal: a neighbour pair has no mirror", Error::Kind::failed);
  };
  parallel_for(
      tiles(),
      [&](std::ptrdiff_t tile) {
        for (std::int64_t a = begin_[tile * types]; a < begin_[(tile + 1) * types]; ++a)
          for (int lane = 0; lane < width; ++lane) {
            const std::size_t e = static_cast<std::size_t>(a) * width + lane;
            if (neighbor_[e] != nowhere_) reverse_[e] = mirror(static_cast<int>(tile) * width + lane, neighbor_[e]);
          }
      },
      8);
}

}  // namespace nacre
