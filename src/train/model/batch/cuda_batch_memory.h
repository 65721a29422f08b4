// Memory of the gradient trainer on the GPU: the model's numbers, tables of chunks, working arrays. Host code for .cu
// files.
#pragma once
#include <memory>
#include <vector>

#include "device/cuda_array.h"
#include "force/nep_packed.h"
#include "train/model/batch/cuda_batch_tables.h"
#include "train/model/batch/cuda_batch_view.h"

namespace nacre::train::gpu {

Shape shape_of(const NepModel& model);

/// Parameters in page-locked memory and on the GPU; one copy.
class DeviceParameters {
 public:
  void upload(const Stream& stream, const nep::ModelView<float>& model, const Shape& shape);
  const Parameters& view() const { return view_; }

 private:
  cuda::PinnedArray<float> host_;
  cuda::Array<float> device_;
  Parameters view_{};
};

/// Tables of several chunks, one after the other.
class DeviceTables {
 public:
  struct Place {
    std::int64_t radial_step = 0, angular_step = 0;
    int tile = 0, row = 0;
  };
  /// places: of each chunk, in the order given. Host memory that is not page-locked: large sets should not lock it.
  void upload(const Stream& stream, const std::vector<const ChunkTables*>& chunks, int types, int radial_cols,
              std::vector<Place>& places);
  Tables view() const;
  std::size_t bytes() const;

 private:
  struct Pairs {
    cuda::Array<float> pair;
    cuda::Array<int> row, reverse, first;
    void resize(std::int64_t steps, std::int64_t tiles, int types);
    void put(const Stream& stream, const DirectedPairs& from, std::int64_t step, std::int64_t tile, int types);
    PairTable view() const { return {pair.data(), row.data(), reverse.data(), first.data()}; }
    std::size_t bytes() const { return pair.bytes() + row.bytes() + reverse.bytes() + first.bytes(); }
  };
  Pairs radial_, angular_;
  cuda::Array<float> basis_sums_;
  cuda::Array<int> lane_row_, row_frame_;
};

/// What working arrays are made for.
struct WorkSizes {
  std::int64_t tiles = 0, radial_steps = 0, angular_steps = 0, rows = 0, frames = 0, segments = 0;
  WorkSizes& operator+=(const WorkSizes& o);
};

/// Working arrays, and the two that travel: results (energies, virials, forces) and seeds.
class DeviceWork {
 public:
  static std::size_t bytes_for(const Shape& shape, const WorkSizes& sizes);
  void resize(const Shape& shape, const WorkSizes& sizes);
  const Work& view() const { return work_; }
  const Seeds& seeds() const { return seeds_; }
  std::size_t bytes() const { return memory_.bytes(); }

  /// Results after download() and a wait.
  const double* energy() const;
  const float* virial() const;
  const float* force() const;
  void download(const Stream& stream);
  /// Seeds to fill before upload().
  float* seed_rows() const { return host_seeds_.data(); }
  float* seed_frames() const { return host_seeds_.data() + 4 * sizes_.rows; }
  void upload_seeds(const Stream& stream);

 private:
  WorkSizes sizes_;
  Work work_{};
  Seeds seeds_{};
  cuda::Array<char> memory_;
  cuda::PinnedArray<char> host_results_;
  cuda::PinnedArray<float> host_seeds_;
};

}  // namespace nacre::train::gpu
