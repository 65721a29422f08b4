// The search: slots into bins, then for every local slot the slots within cutoff + skin. Rows are counted first and
// filled afterwards, so no array has a capacity that could overflow.
#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "device/parallel.h"
#include "neighbor/list_cost.h"
#include "neighbor/near_points.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

namespace {
// Half the reach a bin: 125 bins hold 3.7 times the volume of the sphere, against 6.4 for 27 bins of a full reach.
constexpr double bins_per_reach = 2.0;
// Bins beyond this many per slot would be empty space of an open direction.
constexpr double max_bins_per_slot = 8.0;
// Numbers of bins are ints.
constexpr double most_bins = 1e9;
// One task of the parallel search.
constexpr int slots_per_chunk = 256;
// The memory that is left is asked for that often: 200 MB of rows.
constexpr std::size_t pairs_between_checks = std::size_t{1} << 24;
}  // namespace

void NeighborList::bin_slots(const Box& box) {
  std::array<double, 3> wanted{};
  for (int k = 0; k < 3; ++k)
    wanted[k] =
        std::max(1.0, std::floor((extent_high_[k] - extent_low_[k]) * box.thickness(k) * bins_per_reach / reach_));
  const BinGrid grid =
      bin_grid(bin_counts(wanted, std::min(max_bins_per_slot * nowhere_ + 64, most_bins)), extent_low_, extent_high_);
  std::vector<int> bin(nowhere_, -1);
  parallel_for(
      nowhere_,
      [&](std::ptrdiff_t i) {
        if (atom_[i] >= 0) bin[i] = grid.bin(box.fractional(position_[i]));
      },
      2048);
  search_.set_reach(reach_, unit_, box);
  search_.sort(grid, bin, [&](int i, std::int32_t& x, std::int32_t& y, std::int32_t& z) {
    x = grid_point_[i].x, y = grid_point_[i].y, z = grid_point_[i].z;
  });
}

/// What one chunk of slots found: for each slot, type and class (near, far) how many, and the slots themselves.
struct NeighborList::FoundRows {
  std::vector<int> count;  ///< [slot - first][type][near, far]
  std::vector<int> slots;  ///< in the same order
};

void NeighborList::search_chunk(int first_slot, int last_slot, FoundRows& found) const {
  const int types = settings_.types;
  const auto squared_limits = [&](const std::vector<double>& cutoff) {
    std::vector<double> limit(static_cast<std::size_t>(types) * types, -1.0);
    for (std::size_t p = 0; p < cutoff.size(); ++p)
      if (cutoff[p] > 0) limit[p] = std::pow((cutoff[p] + settings_.skin) / unit_, 2);
    return limit;
  };
  const std::vector<double> outer = squared_limits(settings_.outer), inner = squared_limits(settings_.inner);
  found.count.assign(static_cast<std::size_t>(last_slot - first_slot) * types * 2, 0);
  found.slots.clear();
  std::vector<int> places;
  // Buckets (type, class) and, last, one for what lies beyond its pair's cutoff: no branch in the loop.
  std::vector<std::vector<int>> bucket(2 * types + 1);
  std::vector<int> filled(2 * types + 1);
  const BinnedPoints point = search_.points();
  const int* slot_of = search_.order().points().data();
  for (int slot = first_slot; slot < last_slot; ++slot) {
    if (atom_[slot] < 0) continue;
    const GridPoint home = grid_point_[slot];
    const std::int32_t at[3] = {home.x, home.y, home.z};
    const int hits = search_.near(built_box_.fractional(position_[slot]), at, places);
    for (auto& b : bucket)
      if (b.size() < static_cast<std::size_t>(hits)) b.resize(hits);
    std::fill(filled.begin(), filled.end(), 0);
    const double* limit = &outer[static_cast<std::size_t>(home.type) * types];
    const double* near_limit = &inner[static_cast<std::size_t>(home.type) * types];
    for (int h = 0; h < hits; ++h) {
      const int place = places[h], other = slot_of[place], type = slot_type_[other];
      const double dx = point.x[place] - home.x, dy = point.y[place] - home.y, dz = point.z[place] - home.z;
      const double d2 = dx * dx + dy * dy + dz * dz;
      const bool listed = d2 < limit[type] && other != slot;
      const int b = listed ? 2 * type + (d2 < near_limit[type] ? 0 : 1) : 2 * types;
      bucket[b][filled[b]++] = other;
    }
    for (int b = 0; b < 2 * types; ++b) {
      found.count[static_cast<std::size_t>(slot - first_slot) * types * 2 + b] = filled[b];
      found.slots.insert(found.slots.end(), bucket[b].begin(), bucket[b].begin() + filled[b]);
    }
  }
}

void NeighborList::fill_rows() {
  const int chunk = std::max(settings_.width, slots_per_chunk / settings_.width * settings_.width);
  std::vector<FoundRows> chunks((local_ + chunk - 1) / chunk);
  std::atomic<std::size_t> pairs = 0;
  parallel_for(
      static_cast<std::ptrdiff_t>(chunks.size()),
      [&](std::ptrdiff_t c) {
        search_chunk(static_cast<int>(c) * chunk, std::min(local_, static_cast<int>(c + 1) * chunk), chunks[c]);
        const std::size_t found = chunks[c].slots.size(), before = pairs.fetch_add(found);
        if (before / pairs_between_checks != (before + found) / pairs_between_checks)
          check_pairs(static_cast<double>(before + found), reach_);
      },
      1);
  lay_out(chunks);
}

// Counts first: the steps of a (tile, type) group are those of its longest lane. Then the rows are interleaved.
void NeighborList::lay_out(const std::vector<FoundRows>& chunks) {
  const int types = settings_.types, width = settings_.width;
  const int chunk = std::max(width, slots_per_chunk / width * width), tiles_per_chunk = chunk / width;
  begin_.assign(static_cast<std::size_t>(tiles()) * types + 1, 0);
  inner_steps_.assign(static_cast<std::size_t>(tiles()) * types, 0);
  for (int slot = 0; slot < local_; ++slot) {
    const int* count = &chunks[slot / chunk].count[static_cast<std::size_t>(slot % chunk) * types * 2];
    for (int t = 0; t < types; ++t) {
      const std::size_t group = static_cast<std::size_t>(slot / width) * types + t;
      begin_[group + 1] = std::max<std::int64_t>(begin_[group + 1], count[2 * t] + count[2 * t + 1]);
      inner_steps_[group] = std::max(inner_steps_[group], count[2 * t]);
    }
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  if (begin_.back() * width >= std::numeric_limits<Entry>::max())
    throw Error("more than 4e9 neighbour pairs: the system is too large for this cutoff on the CPU",
                Error::Kind::failed);
  const std::size_t size = static_cast<std::size_t>(begin_.back()) * width;
  // Keep what is there unless it is far too large: rebuilds are frequent and alike.
  if (neighbor_.capacity() < size || neighbor_.capacity() > 2 * size) neighbor_ = std::vector<int>();
  neighbor_.reserve(size);
  neighbor_.resize(size);
  assert(begin_.size() == inner_steps_.size() + 1);

  parallel_for(
      static_cast<std::ptrdiff_t>(chunks.size()),
      [&](std::ptrdiff_t c) {
        const int* count = chunks[c].count.data();
        const int* from = chunks[c].slots.data();
        const int last = std::min(local_, static_cast<int>(c + 1) * tiles_per_chunk * width);
        for (int slot = static_cast<int>(c) * chunk; slot < last; ++slot, count += 2 * types)
          for (int t = 0; t < types; ++t) {
            const std::size_t group = static_cast<std::size_t>(slot / width) * types + t;
            int* to = neighbor_.data() + begin_[group] * width + slot % width;
            const std::int64_t steps = begin_[group + 1] - begin_[group], found = count[2 * t] + count[2 * t + 1];
            assert(found <= steps && count[2 * t] <= inner_steps_[group]);
            for (std::int64_t a = 0; a < found; ++a) to[a * width] = *from++;
            for (std::int64_t a = found; a < steps; ++a) to[a * width] = nowhere_;
          }
        assert(from == chunks[c].slots.data() + chunks[c].slots.size());
      },
      1);
}

// The mirror of "i lists j moved by S" is "j lists i moved by -S". It exists because membership is decided in integers.
void NeighborList::fill_reverse() {
  const int width = settings_.width, types = settings_.types;
  assert(begin_.back() * width == entries());
  reverse_.assign(neighbor_.size(), entries());
  const auto mirror = [&](int slot, int seen) -> Entry {
    const bool is_image = seen >= placed_;
    const int owner = this->owner(seen);
    if (owner >= local_) return entries();  // a ghost has no row
    std::array<std::int16_t, 3> back{0, 0, 0};
    if (is_image)
      for (int k = 0; k < 3; ++k) back[k] = static_cast<std::int16_t>(-image_[seen - placed_].shift[k]);
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
