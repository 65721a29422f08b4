// Everything about a few frames that does not depend on the parameters, laid out for the loops of one instruction set
// (batch_view.h), and ZBL, which has no parameters that are trained.
#pragma once
#include <vector>

#include "device/aligned.h"
#include "force/nep_model.h"
#include "train/data/train_set.h"
#include "train/model/batch/batch_view.h"

namespace nacre::train {

template <class Real>
struct PairTable {
  AlignedVector<Real> pair;
  std::vector<int> row;
  std::vector<std::int64_t> begin;
  int max_steps = 0;
  PairView<Real> view() const { return {pair.data(), row.data(), begin.data(), max_steps}; }
  std::size_t bytes() const {
    return pair.capacity() * sizeof(Real) + row.capacity() * sizeof(int) + begin.capacity() * sizeof(std::int64_t);
  }
};

/// A few frames that one thread works on.
template <class Real>
class BatchChunk {
 public:
  /// Frames [first, last) of the list. `lanes`: atoms a tile.
  BatchChunk(const NepModel& shape, const std::vector<const TrainFrame*>& frames, int first, int last, int lanes);

  ChunkView<Real> view();
  int first_frame() const { return first_; }
  int last_frame() const { return last_; }
  int first_row(int frame) const { return first_row_[frame - first_]; }
  int atoms() const { return first_row_.back(); }  ///< and the row of the padding
  const std::vector<int>& lane_rows() const { return lane_row_; }
  const std::vector<int>& frame_of_row() const { return frame_of_row_; }
  const Prediction& zbl(int frame) const { return zbl_[frame - first_]; }
  std::size_t bytes() const;

 private:
  struct Neighbor {
    Real x, y, z, r;  ///< unit vector, distance (Å)
    int row;
  };
  struct Rows {  ///< neighbours of each atom, sorted by type
    std::vector<Neighbor> neighbor;
    std::vector<std::int64_t> begin;  ///< [row * types + J]
  };

  void find_neighbors(const NepModel& shape, const TrainFrame& frame, int first_row, Rows& rows, Prediction& zbl) const;
  void sort_into_tiles(const std::vector<int>& type, const Rows& rows, int types);
  void fill(const Rows& rows, bool angular, const NepModel& shape, PairTable<Real>& table) const;
  void sum_basis(const NepModel& shape);

  int first_, last_, lanes_;
  std::vector<int> first_row_;     ///< [frame of the chunk], one more at the end
  std::vector<int> frame_of_row_;  ///< [row]
  std::vector<int> lane_row_, tile_type_;
  PairTable<Real> radial_, angular_;
  AlignedVector<Real> basis_sums_, q_, slope_, tanh_, sums_, virial_;
  AlignedVector<double> energy_;
  std::vector<Prediction> zbl_;
  int padded_terms_;
};

}  // namespace nacre::train
