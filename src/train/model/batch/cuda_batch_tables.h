// The tables of a chunk (batch_tables.h with 32 atoms a tile) as the GPU wants them: only what does not change, with
// steps counted from each tile's first, the frame of each row, and for every pair the entry of the opposite direction,
// through which forces are gathered.
#pragma once
#include <cstdint>
#include <vector>

#include "train/model/batch/batch_tables.h"

namespace nacre::train {

struct DirectedPairs {
  std::vector<float> pair;               ///< [step][x, y, z, r][lane]
  std::vector<int> row, reverse;         ///< [step][lane]
  std::vector<int> first;                ///< [tile][types + 1]
  std::vector<std::int64_t> tile_begin;  ///< [tile], and one more at the end; steps of the chunk
  std::int64_t steps() const { return tile_begin.back(); }
};

struct ChunkTables {
  ChunkTables(const NepModel& shape, const std::vector<const TrainFrame*>& frames, int first, int last);

  int first_frame, last_frame, atoms;
  std::vector<int> first_row;            ///< [frame of the chunk]
  std::vector<int> tile_type, lane_row;  ///< [tile], [tile][lane]
  std::vector<int> row_frame;            ///< [row] frame of the chunk; -1 after the last
  DirectedPairs radial, angular;
  std::vector<float> basis_sums;  ///< [tile][J][k][lane]
  std::vector<Prediction> zbl;    ///< [frame of the chunk]

  int frames() const { return last_frame - first_frame; }
  int tiles() const { return static_cast<int>(tile_type.size()); }
  /// Of what the GPU holds.
  std::size_t table_bytes() const;
  /// On the host.
  std::size_t bytes() const;
  /// Gives back what the GPU holds now; sizes (tile_begin, tile_type) stay.
  void release_tables();
};

}  // namespace nacre::train
