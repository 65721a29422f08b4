#include "train/model/batch/batch_model.h"

#include <algorithm>
#include <atomic>

#include "core/error.h"
#include "device/aligned.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "force/nep_packed.h"
#include "train/model/batch/batch_frames.h"
#include "train/model/batch/batch_tables.h"
#include "train/model/parameters.h"

namespace nacre::train {

namespace {

template <class Real>
class Batch : public BatchModel {
 public:
  Batch(const NepModel& shape, const std::vector<const TrainFrame*>& frames, Grouping grouping, BatchLoop<Real> loop)
      : model_(shape), frames_(frames), loop_(loop) {
    if (model_.q_scaler.empty()) model_.q_scaler.assign(model_.components(), 1.0);
    const std::vector<int> begin = cut_into_chunks(frames_, grouping);
    chunks_.resize(begin.size() - 1);
    run_chunks(chunks_.size(), [&](std::size_t c, int) {
      chunks_[c] = std::make_unique<BatchChunk<Real>>(model_, frames_, begin[c], begin[c + 1], loop_.lanes);
    });
    for (std::size_t i = 0; i < chunks_.size(); ++i) active_.push_back(static_cast<int>(i));
    grouping_ = grouping;
    set_outputs();
  }

  void predict(const std::vector<double>& parameters, std::vector<Prediction>& out) override {
    pack(parameters);
    out.resize(outputs_);
    const nep::ModelView<Real>& model = packed_->view();
    run_chunks(active_.size(), [&](std::size_t i, int worker) {
      BatchChunk<Real>& chunk = *chunks_[active_[i]];
      const ChunkView<Real> view = chunk.view();
      forces_[worker].assign(4 * static_cast<std::size_t>(chunk.atoms() + 1), 0.0);
      loop_.predict(model, view, forces_[worker].data(), scratch(worker, loop_.predict_scratch(model, view)));
      collect(chunk, view, forces_[worker], &out[first_output_[i]]);
    });
  }

  void add_gradient(const std::vector<double>& parameters, const std::vector<LossSeed>& seeds,
                    std::vector<double>& gradient) override {
    pack(parameters);
    const nep::ModelView<Real>& model = packed_->view();
    const GradientLayout<BatchModel> layout(model);
    const std::size_t size = layout.size();
    partial_.resize(active_.size());
    run_chunks(active_.size(), [&](std::size_t i, int worker) {
      BatchChunk<Real>& chunk = *chunks_[active_[i]];
      const ChunkView<Real> view = chunk.view();
      partial_[i].assign(size, 0.0);
      spread(chunk, &seeds[first_output_[i]], seed_rows_[worker], seed_lanes_[worker]);
      loop_.gradient(model, view, {seed_lanes_[worker].data(), seed_rows_[worker].data()}, partial_[i].data(),
                     scratch(worker, loop_.gradient_scratch(model, view)));
    });
    add_packed_gradient(model_, layout, sum_of_partials(size), gradient);
  }

  void descriptor_range(const std::vector<double>& parameters, std::vector<double>& smallest,
                        std::vector<double>& largest) override {
    pack(parameters);
    const nep::ModelView<Real>& model = packed_->view();
    DescriptorRange range(model.components, smallest, largest);
    for (const auto& chunk : chunks_) {
      const ChunkView<Real> view = chunk->view();
      loop_.predict(model, view, nullptr, scratch(0, loop_.predict_scratch(model, view)));
      range.add(view.q, chunk->lane_rows(), chunk->atoms(), loop_.lanes);
    }
  }

  void set_q_scaler(const std::vector<double>& q_scaler) override { model_.q_scaler = q_scaler; }

  void select(const std::vector<int>& frames) override {
    if (grouping_ != Grouping::single)
      throw Error("frames of this batch cannot be selected one by one", Error::Kind::failed);
    active_ = frames;
    set_outputs();
  }

  std::size_t bytes() const override {
    std::size_t sum = 0;
    for (const auto& chunk : chunks_) sum += chunk->bytes();
    for (const auto& s : scratch_) sum += s.capacity() * sizeof(Real);
    for (const auto& p : partial_) sum += p.capacity() * sizeof(double);
    return sum;
  }

 private:
  void set_outputs() {
    first_output_.clear();
    outputs_ = 0;
    for (const int c : active_) {
      first_output_.push_back(outputs_);
      outputs_ += chunks_[c]->last_frame() - chunks_[c]->first_frame();
    }
  }

  /// Every worker takes chunks in turn; a chunk's numbers do not depend on who took it.
  template <class Body>
  void run_chunks(std::size_t count, Body&& body) {
    const int workers = std::clamp(static_cast<int>(count), 1, threads());
    for (auto* buffers : {&scratch_, &seed_rows_, &seed_lanes_})
      if (static_cast<int>(buffers->size()) < workers) buffers->resize(workers);
    if (static_cast<int>(forces_.size()) < workers) forces_.resize(workers);
    std::atomic<std::size_t> next{0};
    parallel_for(
        workers,
        [&](std::ptrdiff_t worker) {
          for (std::size_t i = next++; i < count; i = next++) body(i, static_cast<int>(worker));
        },
        1);
  }
  Real* scratch(int worker, std::size_t reals) {
    if (scratch_[worker].size() < reals) scratch_[worker].resize(reals);
    return scratch_[worker].data();
  }

  void pack(const std::vector<double>& parameters) {
    set_parameters(model_, parameters);
    packed_ = std::make_unique<nep::PackedModel<Real>>(model_);
  }

  void collect(const BatchChunk<Real>& chunk, const ChunkView<Real>& view, const AlignedVector<double>& forces,
               Prediction* out) const {
    const int first = chunk.first_frame();
    for (int f = first; f < chunk.last_frame(); ++f) {
      Prediction& p = out[f - first];
      const std::size_t atoms = frames_[f]->atoms.size();
      p.force.resize(atoms);
      for (std::size_t i = 0; i < atoms; ++i) {
        const double* row = &forces[4 * (static_cast<std::size_t>(chunk.first_row(f)) + i)];
        p.force[i] = {row[0], row[1], row[2]};
      }
      p.energy = chunk.zbl(f).energy;
      p.virial = chunk.zbl(f).virial;
      for (std::size_t i = 0; i < chunk.zbl(f).force.size(); ++i) p.force[i] += chunk.zbl(f).force[i];
    }
    const std::size_t lanes = loop_.lanes;
    for (std::size_t lane = 0; lane < chunk.lane_rows().size(); ++lane) {
      const int row = chunk.lane_rows()[lane];
      if (row == chunk.atoms()) continue;
      Prediction& p = out[chunk.frame_of_row()[row] - first];
      p.energy += view.energy[lane];
      for (int c = 0; c < 9; ++c)
        p.virial.m[c / 3][c % 3] += view.virial[(9 * (lane / lanes) + c) * lanes + lane % lanes];
    }
  }

  /// Seeds of the frames to the rows and lanes of the chunk.
  void spread(const BatchChunk<Real>& chunk, const LossSeed* seeds, AlignedVector<Real>& rows,
              AlignedVector<Real>& lanes) const {
    const int first = chunk.first_frame();
    rows.assign(4 * static_cast<std::size_t>(chunk.atoms() + 1), 0);
    for (int f = first; f < chunk.last_frame(); ++f) {
      const std::vector<Vec3>& force = seeds[f - first].force;
      for (std::size_t i = 0; i < force.size(); ++i)
        for (int c = 0; c < 3; ++c)
          rows[4 * (static_cast<std::size_t>(chunk.first_row(f)) + i) + c] = static_cast<Real>(force[i][c]);
    }
    const std::size_t width = loop_.lanes;
    lanes.assign(lane_seeds * chunk.lane_rows().size(), 0);
    for (std::size_t lane = 0; lane < chunk.lane_rows().size(); ++lane) {
      const int row = chunk.lane_rows()[lane];
      if (row == chunk.atoms()) continue;
      const LossSeed& seed = seeds[chunk.frame_of_row()[row] - first];
      Real* to = &lanes[lane_seeds * (lane / width) * width + lane % width];
      to[0] = static_cast<Real>(seed.energy);
      for (int c = 0; c < 3; ++c) to[(1 + c) * width] = rows[4 * static_cast<std::size_t>(row) + c];
      for (int c = 0; c < 9; ++c) to[(4 + c) * width] = static_cast<Real>(seed.virial[c / 3][c % 3]);
    }
  }

  /// Chunk by chunk in their order.
  std::vector<double> sum_of_partials(std::size_t size) const {
    constexpr std::size_t block = 512;
    std::vector<double> sum(size, 0.0);
    parallel_for(
        static_cast<std::ptrdiff_t>((size + block - 1) / block),
        [&](std::ptrdiff_t b) {
          const std::size_t first = b * block, last = std::min(size, first + block);
          for (const auto& part : partial_)
            for (std::size_t p = first; p < last; ++p) sum[p] += part[p];
        },
        4);
    return sum;
  }

  NepModel model_;
  std::vector<const TrainFrame*> frames_;
  BatchLoop<Real> loop_;
  Grouping grouping_ = Grouping::together;
  std::vector<std::unique_ptr<BatchChunk<Real>>> chunks_;
  std::vector<int> active_;                ///< chunks that predict() works on
  std::vector<std::size_t> first_output_;  ///< of each active chunk
  std::size_t outputs_ = 0;
  std::unique_ptr<nep::PackedModel<Real>> packed_;
  // A worker's own.
  std::vector<AlignedVector<Real>> scratch_, seed_rows_, seed_lanes_;
  std::vector<AlignedVector<double>> forces_;
  std::vector<std::vector<double>> partial_;  ///< [active chunk] its gradient
};

BatchLoop<float> best_loop() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return batch_loop_avx512();
    case SimdTarget::avx2:
      return batch_loop_avx2();
    default:
      return batch_loop_scalar();
  }
}

}  // namespace

std::unique_ptr<BatchModel> make_batch_model(const NepModel& shape, const std::vector<const TrainFrame*>& frames,
                                             Grouping grouping) {
  return std::make_unique<Batch<float>>(shape, frames, grouping, best_loop());
}
std::unique_ptr<BatchModel> make_batch_model_double(const NepModel& shape, const std::vector<const TrainFrame*>& frames,
                                                    Grouping grouping) {
  return std::make_unique<Batch<double>>(shape, frames, grouping, batch_loop_double());
}

}  // namespace nacre::train
