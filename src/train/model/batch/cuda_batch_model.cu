// The model of the gradient trainer on the GPU. Kernels and their cost: cuda_batch_view.h.
//
// Tables of all chunks are copied once when they fit (CudaBatchLimits); select() then only names tiles. What predict()
// leaves for the gradient takes 8 kB (PbTe) to 16 kB (C60, 100 neurons) an atom; a selection that needs more
// than the limit is worked on in parts, and add_gradient() then repeats predict() for each part, which adds a third.
// Outer products are summed chunk by chunk and the chunks' sums one after the other, so parts do not change a bit.
#include "train/model/batch/cuda_batch_model.h"

#include <algorithm>
#include <cstring>

#include "device/cuda_array.h"
#include "device/parallel.h"
#include "train/model/batch/batch_frames.h"
#include "train/model/batch/cuda_batch_memory.h"
#include "train/model/parameters.h"

namespace nacre::train {

namespace {

using namespace gpu;

/// A few selected chunks that are worked on at once.
struct Part {
  std::size_t begin, end;  ///< of the selection
  WorkSizes sizes;
};

/// Where the tiles of a part lie, on the GPU.
struct PartPlan {
  std::vector<Tile> tiles;
  std::vector<Segment> segments;
  std::vector<int> order, segment_begin;

  std::size_t bytes() const {
    return tiles.size() * sizeof(Tile) + segments.size() * sizeof(Segment) +
           (order.size() + segment_begin.size()) * sizeof(int);
  }
  /// Tiles by type, in their order; segments end with their chunk.
  void sort(int types) {
    segments.clear(), order.clear(), segment_begin.assign(1, 0);
    for (int type = 0; type < types; ++type) {
      const Tile* before = nullptr;
      for (const Tile& tile : tiles) {
        if (tile.type != type) continue;
        const int place = static_cast<int>(order.size());
        if (before == nullptr || before->row != tile.row || place - segments.back().first == segment_tiles)
          segments.push_back({type, place, place});
        segments.back().last = place + 1;
        order.push_back(static_cast<int>(&tile - tiles.data()));
        before = &tile;
      }
      segment_begin.push_back(static_cast<int>(segments.size()));
    }
  }
};

class CudaBatch final : public BatchModel {
 public:
  CudaBatch(const NepModel& shape, const std::vector<const TrainFrame*>& frames, Grouping grouping,
            const CudaBatchLimits& limits)
      : model_(shape), shape_(shape_of(shape)), frames_(frames), grouping_(grouping), limits_(limits) {
    if (model_.q_scaler.empty()) model_.q_scaler.assign(model_.components(), 1.0);
    const std::vector<int> begin = cut_into_chunks(frames_, grouping);
    chunks_.resize(begin.size() - 1);
    parallel_for(
        static_cast<std::ptrdiff_t>(chunks_.size()),
        [&](std::ptrdiff_t c) { chunks_[c] = std::make_unique<ChunkTables>(model_, frames_, begin[c], begin[c + 1]); },
        1);
    std::size_t tables = 0;
    for (const auto& chunk : chunks_) tables += chunk->table_bytes();
    resident_ = tables <= limits_.resident_bytes;
    if (resident_) keep_tables();
    activate(all_chunks());
  }

  void predict(const std::vector<double>& parameters, std::vector<Prediction>& out) override {
    put(parameters);
    out.resize(outputs_);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      enqueue_predict_of(p, false);
      work_.download(stream_);
      stream_.synchronize();
      collect(parts_[p], out);
    }
  }

  void add_gradient(const std::vector<double>& parameters, const std::vector<LossSeed>& seeds,
                    std::vector<double>& gradient) override {
    put(parameters);
    const GradientLayout<BatchModel> layout(packed_->view());
    gradient_.resize(layout.size());
    gradient_.clear(stream_);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      if (predicted_ != static_cast<int>(p)) enqueue_predict_of(p, false);
      spread(parts_[p], seeds);
      work_.upload_seeds(stream_);
      enqueue_gradient(stream_, arguments(false));
      enqueue_products(stream_, arguments(false));
      if (p + 1 < parts_.size()) stream_.synchronize();  // the seeds' memory is used again
    }
    host_gradient_.resize(layout.size());
    gradient_.download(stream_, host_gradient_.data(), layout.size());
    stream_.synchronize();
    add_packed_gradient(model_, layout, {host_gradient_.data(), host_gradient_.data() + layout.size()}, gradient);
  }

  void descriptor_range(const std::vector<double>& parameters, std::vector<double>& smallest,
                        std::vector<double>& largest) override {
    const std::vector<int> selected = active_;
    activate(all_chunks());
    put(parameters);
    DescriptorRange range(shape_.components, smallest, largest);
    for (std::size_t p = 0; p < parts_.size(); ++p) add_range(p, range);
    activate(selected);
  }

  void set_q_scaler(const std::vector<double>& q_scaler) override {
    model_.q_scaler = q_scaler;
    parameters_.clear();
  }

  void select(const std::vector<int>& frames) override {
    if (grouping_ != Grouping::single)
      throw Error("frames of this batch cannot be selected one by one", Error::Kind::failed);
    activate(frames);
  }

  /// Of the host and the GPU.
  std::size_t bytes() const override {
    std::size_t sum = tables_.bytes() + work_.bytes();
    for (const auto& chunk : chunks_) sum += chunk->bytes();
    return sum;
  }

 private:
  std::vector<int> all_chunks() const {
    std::vector<int> all(chunks_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
    return all;
  }
  void keep_tables() {
    std::vector<const ChunkTables*> all;
    for (const auto& chunk : chunks_) all.push_back(chunk.get());
    tables_.upload(stream_, all, shape_.types, shape_.radial_cols, places_);
    stream_.synchronize();
    for (const auto& chunk : chunks_) chunk->release_tables();
  }

  // --- the selection, cut into parts

  void activate(const std::vector<int>& chunks) {
    active_ = chunks;
    first_output_.clear();
    outputs_ = 0;
    for (const int c : active_) {
      first_output_.push_back(outputs_);
      outputs_ += chunks_[c]->frames();
    }
    loaded_ = predicted_ = -1;
    cut_into_parts();
  }
  WorkSizes sizes_of(const ChunkTables& c) const {
    WorkSizes sizes{c.tiles(), c.radial.steps(), c.angular.steps(), c.atoms + 1, c.frames(), 0};
    for (int type = 0; type < shape_.types; ++type) {
      const auto tiles = std::count(c.tile_type.begin(), c.tile_type.end(), type);
      sizes.segments += (tiles + segment_tiles - 1) / segment_tiles;
    }
    return sizes;
  }
  void cut_into_parts() {
    parts_.clear();
    std::size_t tables = 0;
    for (std::size_t i = 0; i < active_.size(); ++i) {
      const WorkSizes alone = sizes_of(*chunks_[active_[i]]);
      WorkSizes with = parts_.empty() ? alone : parts_.back().sizes;
      if (!parts_.empty()) with += alone;
      tables += resident_ ? 0 : chunks_[active_[i]]->table_bytes();
      if (parts_.empty() || DeviceWork::bytes_for(shape_, with) + tables > limits_.working_bytes) {
        parts_.push_back({i, i, {}});
        with = alone;
        tables = resident_ ? 0 : chunks_[active_[i]]->table_bytes();
      }
      parts_.back().sizes = with;
      parts_.back().end = i + 1;
    }
  }

  /// Tables (when they do not stay), tiles and memory of a part.
  void load(int p) {
    if (loaded_ == p) return;
    const Part& part = parts_[p];
    if (!resident_) {
      std::vector<const ChunkTables*> chunks;
      for (std::size_t i = part.begin; i < part.end; ++i) chunks.push_back(chunks_[active_[i]].get());
      tables_.upload(stream_, chunks, shape_.types, shape_.radial_cols, places_);
    }
    place_tiles(part);
    work_.resize(shape_, part.sizes);
    upload_plan();
    loaded_ = p;
  }
  /// One copy: its price is its latency.
  void upload_plan() {
    host_plan_.resize(plan_.bytes());
    char* to = host_plan_.data();
    const auto put = [&](const auto& v) {
      std::memcpy(to, v.data(), v.size() * sizeof(v[0]));
      to += v.size() * sizeof(v[0]);
    };
    put(plan_.tiles), put(plan_.segments), put(plan_.segment_begin), put(plan_.order);
    device_plan_.upload(stream_, host_plan_.data(), host_plan_.size());
  }
  void place_tiles(const Part& part) {
    plan_.tiles.clear();
    WorkSizes before;
    for (std::size_t i = part.begin; i < part.end; ++i) {
      const ChunkTables& chunk = *chunks_[active_[i]];
      const DeviceTables::Place& place = places_[resident_ ? active_[i] : i - part.begin];
      for (int tile = 0; tile < chunk.tiles(); ++tile) {
        const std::int64_t radial = chunk.radial.tile_begin[tile], angular = chunk.angular.tile_begin[tile];
        plan_.tiles.push_back({place.radial_step + radial, place.angular_step + angular, before.radial_steps + radial,
                               before.angular_steps + angular, before.radial_steps, before.angular_steps,
                               place.tile + tile, chunk.tile_type[tile], place.row, static_cast<int>(before.rows),
                               static_cast<int>(before.frames), chunk.atoms});
      }
      before += sizes_of(chunk);
    }
    plan_.sort(shape_.types);
  }

  // --- what is computed

  void put(const std::vector<double>& parameters) {
    if (parameters == parameters_) return;
    set_parameters(model_, parameters);
    packed_ = std::make_unique<nep::PackedModel<float>>(model_);
    device_parameters_.upload(stream_, packed_->view(), shape_);
    parameters_ = parameters;
    predicted_ = -1;
  }
  Arguments arguments(bool descriptors_only) const {
    const auto* tiles = reinterpret_cast<const Tile*>(device_plan_.data());
    const auto* segments = reinterpret_cast<const Segment*>(tiles + plan_.tiles.size());
    const auto* segment_begin = reinterpret_cast<const int*>(segments + plan_.segments.size());
    return {shape_,          device_parameters_.view(),
            tables_.view(),  work_.view(),
            work_.seeds(),   gradient_.data(),
            tiles,           static_cast<int>(plan_.tiles.size()),
            segments,        segment_begin + plan_.segment_begin.size(),
            segment_begin,   static_cast<int>(plan_.segments.size()),
            descriptors_only};
  }
  void enqueue_predict_of(std::size_t p, bool descriptors_only) {
    load(static_cast<int>(p));
    enqueue_predict(stream_, arguments(descriptors_only));
    predicted_ = descriptors_only ? -1 : static_cast<int>(p);
  }
  void add_range(std::size_t p, DescriptorRange& range) {
    enqueue_predict_of(p, true);
    const std::size_t a_tile = static_cast<std::size_t>(shape_.components) * lanes;
    std::vector<float> q(plan_.tiles.size() * a_tile);
    if (!q.empty())
      cuda::check(
          cudaMemcpyAsync(q.data(), work_.view().q, q.size() * sizeof(float), cudaMemcpyDeviceToHost, stream_.get()),
          "copying between host and GPU");
    stream_.synchronize();
    const float* from = q.data();
    for (std::size_t i = parts_[p].begin; i < parts_[p].end; ++i) {
      const ChunkTables& chunk = *chunks_[active_[i]];
      range.add(from, chunk.lane_row, chunk.atoms, lanes);
      from += chunk.tiles() * a_tile;
    }
  }

  // --- between frames and rows

  void collect(const Part& part, std::vector<Prediction>& out) const {
    const double* energy = work_.energy();
    const float *virial = work_.virial(), *force = work_.force();
    for (std::size_t i = part.begin; i < part.end; ++i) {
      const ChunkTables& chunk = *chunks_[active_[i]];
      Prediction* of_chunk = &out[first_output_[i]];
      for (int f = 0; f < chunk.frames(); ++f)
        of_chunk[f] = with_forces(chunk.zbl[f], force + 3 * static_cast<std::int64_t>(chunk.first_row[f]),
                                  frames_[chunk.first_frame + f]->atoms.size());
      for (std::size_t lane = 0; lane < chunk.lane_row.size(); ++lane) {
        const int frame = chunk.row_frame[chunk.lane_row[lane]];
        if (frame < 0) continue;
        of_chunk[frame].energy += energy[lane];
        for (int c = 0; c < 9; ++c)
          of_chunk[frame].virial.m[c / 3][c % 3] += virial[(lane / lanes * 9 + c) * lanes + lane % lanes];
      }
      energy += chunk.lane_row.size(), virial += 9 * chunk.lane_row.size();
      force += 3 * (static_cast<std::int64_t>(chunk.atoms) + 1);
    }
  }
  /// The part of ZBL, and forces[atom][x, y, z].
  static Prediction with_forces(const Prediction& zbl, const float* force, std::size_t atoms) {
    Prediction p = zbl;
    p.force.resize(atoms);
    for (std::size_t i = 0; i < atoms; ++i) p.force[i] += Vec3{force[3 * i], force[3 * i + 1], force[3 * i + 2]};
    return p;
  }

  /// Seeds of the frames to rows, and one line a frame.
  void spread(const Part& part, const std::vector<LossSeed>& seeds) {
    float *row = work_.seed_rows(), *line = work_.seed_frames();
    std::fill(row, row + 4 * part.sizes.rows, 0.0f);
    for (std::size_t i = part.begin; i < part.end; ++i) {
      const ChunkTables& chunk = *chunks_[active_[i]];
      for (int f = 0; f < chunk.frames(); ++f, line += frame_seeds) {
        const LossSeed& seed = seeds[first_output_[i] + f];
        float* to = row + 4 * static_cast<std::int64_t>(chunk.first_row[f]);
        for (std::size_t atom = 0; atom < seed.force.size(); ++atom)
          for (int c = 0; c < 3; ++c) to[4 * atom + c] = static_cast<float>(seed.force[atom][c]);
        line[0] = static_cast<float>(seed.energy);
        for (int c = 0; c < 9; ++c) line[1 + c] = static_cast<float>(seed.virial[c / 3][c % 3]);
      }
      row += 4 * (static_cast<std::int64_t>(chunk.atoms) + 1);
    }
  }

  NepModel model_;
  Shape shape_;
  std::vector<const TrainFrame*> frames_;
  Grouping grouping_;
  CudaBatchLimits limits_;
  bool resident_ = true;
  std::vector<std::unique_ptr<ChunkTables>> chunks_;
  std::vector<int> active_;                ///< chunks that predict() works on
  std::vector<std::size_t> first_output_;  ///< of each active chunk
  std::size_t outputs_ = 0;
  std::vector<Part> parts_;
  int loaded_ = -1, predicted_ = -1;  ///< part whose tiles, whose intermediate results are on the GPU; -1: none
  std::vector<double> parameters_;    ///< those on the GPU
  std::unique_ptr<nep::PackedModel<float>> packed_;
  PartPlan plan_;

  Stream stream_;
  DeviceParameters device_parameters_;
  DeviceTables tables_;
  std::vector<DeviceTables::Place> places_;  ///< of all chunks, or of those of the part
  DeviceWork work_;
  cuda::PinnedArray<char> host_plan_;
  cuda::Array<char> device_plan_;  ///< tiles, segments, segment_begin, order
  cuda::Array<double> gradient_;
  cuda::PinnedArray<double> host_gradient_;
};

}  // namespace

std::unique_ptr<BatchModel> make_cuda_batch_model(const NepModel& shape, const std::vector<const TrainFrame*>& frames,
                                                  Grouping grouping, const CudaBatchLimits& limits) {
  return std::make_unique<CudaBatch>(shape, frames, grouping, limits);
}

}  // namespace nacre::train
