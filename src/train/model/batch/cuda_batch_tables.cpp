#include "train/model/batch/cuda_batch_tables.h"

#include <algorithm>
#include <limits>

namespace nacre::train {

namespace {

constexpr int lanes = 32;

/// Finds the entry of the opposite direction: same two atoms, opposite vector. With small cells two atoms are
/// neighbours through several images, whose vectors differ by a vector of the lattice.
class Reverse {
 public:
  Reverse(const DirectedPairs& table, const std::vector<int>& lane_row, int atoms) : table_(table), of_row_(atoms) {
    for (std::size_t tile = 0; tile + 1 < table.tile_begin.size(); ++tile)
      for (std::int64_t step = table.tile_begin[tile]; step < table.tile_begin[tile + 1]; ++step)
        for (int lane = 0; lane < lanes; ++lane) {
          const int row = lane_row[tile * lanes + lane], entry = static_cast<int>(step * lanes + lane);
          if (row < atoms && table.row[entry] < atoms) of_row_[row].push_back(entry);
        }
    for (auto& entries : of_row_)
      std::sort(entries.begin(), entries.end(),
                [&](int a, int b) { return table.row[a] != table.row[b] ? table.row[a] < table.row[b] : a < b; });
  }
  void write(std::vector<int>& reverse) const {
    reverse.assign(table_.row.size(), -1);
    for (std::size_t row = 0; row < of_row_.size(); ++row)
      for (const int entry : of_row_[row]) reverse[entry] = find(static_cast<int>(row), entry);
  }

 private:
  /// -1 for a pair at the cutoff that rounding left out of the other atom's list; its force is zero.
  int find(int row, int entry) const {
    const std::vector<int>& entries = of_row_[table_.row[entry]];
    auto at = std::lower_bound(entries.begin(), entries.end(), row, [&](int e, int r) { return table_.row[e] < r; });
    int best = -1;
    float closest = 0.01f;  // A2; images are further apart
    for (; at != entries.end() && table_.row[*at] == row; ++at) {
      float distance = 0;
      for (int c = 0; c < 3; ++c) {
        const float d = component(entry, c) + component(*at, c);
        distance += d * d;
      }
      if (distance < closest) closest = distance, best = *at;
    }
    return best;
  }
  float component(int entry, int c) const {
    const std::size_t step = entry / lanes, lane = entry % lanes;
    return table_.pair[(4 * step + c) * lanes + lane] * table_.pair[(4 * step + 3) * lanes + lane];
  }

  const DirectedPairs& table_;
  std::vector<std::vector<int>> of_row_;  ///< [row] its entries, sorted by the neighbour's row
};

void take(const PairView<float>& from, int tiles, int types, const std::vector<int>& lane_row, int atoms,
          DirectedPairs& to) {
  for (int tile = 0; tile <= tiles; ++tile) to.tile_begin.push_back(from.begin[static_cast<std::size_t>(tile) * types]);
  for (int tile = 0; tile < tiles; ++tile)
    for (int j = 0; j <= types; ++j)
      to.first.push_back(
          static_cast<int>(from.begin[static_cast<std::size_t>(tile) * types + j] - to.tile_begin[tile]));
  const std::size_t entries = static_cast<std::size_t>(to.steps()) * lanes;
  to.pair.assign(from.pair, from.pair + 4 * entries);
  to.row.assign(from.row, from.row + entries);
  Reverse(to, lane_row, atoms).write(to.reverse);
}

std::size_t bytes_of(const DirectedPairs& p) {
  return (p.pair.size() + p.row.size() + p.reverse.size() + p.first.size()) * 4;
}
void release(DirectedPairs& p) {
  p.pair = {};
  p.row = p.reverse = p.first = {};
}

}  // namespace

ChunkTables::ChunkTables(const NepModel& shape, const std::vector<const TrainFrame*>& frames, int first, int last)
    : first_frame(first), last_frame(last) {
  BatchChunk<float> chunk(shape, frames, first, last, lanes);
  const ChunkView<float> view = chunk.view();
  const int types = shape.types();
  atoms = chunk.atoms();
  lane_row = chunk.lane_rows();
  tile_type.assign(view.tile_type, view.tile_type + view.tiles);
  for (const int frame : chunk.frame_of_row()) row_frame.push_back(frame - first);
  row_frame.push_back(-1);
  for (int f = first; f < last; ++f) first_row.push_back(chunk.first_row(f)), zbl.push_back(chunk.zbl(f));
  take(view.radial, view.tiles, types, lane_row, atoms, radial);
  take(view.angular, view.tiles, types, lane_row, atoms, angular);
  basis_sums.assign(view.basis_sums, view.basis_sums + lane_row.size() * types * (shape.radial_k + 1));
}

std::size_t ChunkTables::table_bytes() const {
  return bytes_of(radial) + bytes_of(angular) + (basis_sums.size() + lane_row.size() + row_frame.size()) * 4;
}
std::size_t ChunkTables::bytes() const {
  std::size_t forces = 0;
  for (const Prediction& p : zbl) forces += p.force.capacity();
  return table_bytes() + forces * sizeof(Vec3) + tile_type.size() * 4 +
         (radial.tile_begin.size() + angular.tile_begin.size()) * sizeof(std::int64_t);
}
void ChunkTables::release_tables() {
  release(radial);
  release(angular);
  basis_sums = {};
}

}  // namespace nacre::train
