// The host's side of the population on the GPU: parts of the batch, parameters up, sums down (cuda_population_view.h).
#include "train/model/population/cuda_population.h"

#include <algorithm>

#include "device/cuda_array.h"
#include "device/cuda_devices.h"
#include "device/parallel.h"
#include "train/model/population/cuda_population_geometry.h"
#include "train/model/population/population_shape.h"

namespace nacre::train {

using cuda::PopulationArguments;
using cuda::PopulationPart;

class CudaPopulationMemory {
 public:
  explicit CudaPopulationMemory(std::size_t limit) : limit(limit) {}
  const std::size_t limit;
  cuda::Array<char> bytes;
};

namespace {

int whole_warps(int members) { return (members + cuda::warp_size - 1) / cuda::warp_size * cuda::warp_size; }

class CudaPopulation final : public PopulationModel {
 public:
  CudaPopulation(const NepModel& model, const LossSettings& settings, const std::vector<const TrainFrame*>& frames,
                 std::size_t table_limit, std::shared_ptr<CudaPopulationMemory> memory)
      : model_(model),
        frames_(frames),
        shape_(shape_of(model)),
        sources_(parameter_sources(model)),
        memory_(memory == nullptr ? make_cuda_population_memory() : std::move(memory)) {
    pack_frames(settings, table_limit);
    settle(table_limit);
  }

  void evaluate(const std::vector<double>& parameters, PopulationErrors& out) override {
    const int members = count_members(model_, parameters);
    out.entry.assign(members * frames_.size(), {});
    if (frames_.empty()) return;
    stride_ = whole_warps(members);
    upload(parameters, members);
    const int slice = choose_slice();
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      const cuda::PopulationGeometry geometry = parts_[p].geometry(shape_, bring(p));
      for (int first = 0; first < members; first += slice)
        enqueue(parts_[p], geometry, first, std::min(slice, members - first));
      if (streamed_) done_[p % 2].record(stream_);
    }
    results_.resize(sums_.size());
    sums_.download(stream_, results_.data(), sums_.size());
    stream_.synchronize();
    collect(members, out);
  }

  std::size_t bytes() const override {
    std::size_t b = memory_->bytes.bytes() + parameters_.bytes() + packed_.bytes() + sums_.bytes() + results_.bytes();
    for (const auto& g : on_device_) b += g.bytes();
    for (const auto& g : on_host_) b += g.bytes();
    return b;
  }

 private:
  using Tables = std::vector<std::unique_ptr<StructureTable>>;  ///< [frame], those in work
  static constexpr std::size_t frames_at_once = 512;

  /// Tables are made for some frames at a time and packed into parts: two parts' geometry is within the table's limit,
  /// the intermediate numbers of 64 members within the memory's, unless a single frame's are not.
  void pack_frames(const LossSettings& settings, std::size_t table_limit) {
    Tables tables(frames_.size());
    PopulationPart part(0);
    const auto fits = [&](const PopulationPart& p) {
      return p.countable() && p.geometry_bytes(shape_) <= table_limit / 2 &&
             p.work_bytes(shape_, 2 * cuda::warp_size) <= memory_->limit;
    };
    for (std::size_t f = 0; f < frames_.size(); ++f) {
      if (f % frames_at_once == 0) make_tables(settings, f, tables);
      fixed_.emplace_back(*tables[f]);
      PopulationPart longer = part;
      longer.add(*tables[f], shape_);
      if (part.structures() > 0 && !fits(longer)) {
        pack(part, tables);
        longer = PopulationPart(static_cast<int>(f));
        longer.add(*tables[f], shape_);
      }
      if (!longer.countable()) throw Error("a structure is too large for the GPU", Error::Kind::failed);
      part = std::move(longer);
    }
    if (part.structures() > 0) pack(part, tables);
  }
  void make_tables(const LossSettings& settings, std::size_t first, Tables& tables) const {
    const std::size_t count = std::min(frames_at_once, frames_.size() - first);
    parallel_for(
        static_cast<std::ptrdiff_t>(count),
        [&](std::ptrdiff_t i) {
          tables[first + i] = std::make_unique<StructureTable>(model_, settings, *frames_[first + i]);
        },
        1);
  }
  void pack(const PopulationPart& part, Tables& tables) {
    cuda::PinnedArray<char> packed(part.geometry_bytes(shape_));
    part.pack(shape_, tables, packed.data());
    for (int s = part.first(); s < part.first() + part.structures(); ++s) tables[s].reset();
    parts_.push_back(part);
    on_host_.push_back(std::move(packed));
  }

  /// Geometry within the limit goes to the GPU for good; for the rest there are two places.
  void settle(std::size_t table_limit) {
    std::size_t all = 0, most = 0;
    for (const auto& part : on_host_) all += part.size(), most = std::max(most, part.size());
    streamed_ = all > table_limit;
    if (streamed_) {
      for (std::size_t i = 0; i < std::min<std::size_t>(2, parts_.size()); ++i) on_device_.emplace_back(most);
      return;
    }
    for (const auto& part : on_host_) on_device_.emplace_back().upload(stream_, part.data(), part.size());
    stream_.synchronize();
    on_host_.clear();
  }

  /// Geometry of part p on the GPU. Streamed parts take turns in two places: p waits until p - 2 is done.
  char* bring(std::size_t p) {
    if (!streamed_) return on_device_[p].data();
    const std::size_t at = p % 2;
    if (p >= 2) done_[at].hold(copies_);
    on_device_[at].upload(copies_, on_host_[p].data(), on_host_[p].size());
    there_[at].record(copies_);
    there_[at].hold(stream_);
    return on_device_[at].data();
  }

  /// [row][member]
  void upload(const std::vector<double>& parameters, int members) {
    const std::size_t count = parameters.size() / members;
    packed_.resize(sources_.size() * stride_);
    parallel_for(
        static_cast<std::ptrdiff_t>(sources_.size()),
        [&](std::ptrdiff_t row) {
          float* to = packed_.data() + row * stride_;
          for (int member = 0; member < members; ++member)
            to[member] = sources_[row].of(parameters.data() + member * count);
          std::fill(to + members, to + stride_, 0.0f);
        },
        512);
    parameters_.upload(stream_, packed_.data(), packed_.size());
    sums_.resize(frames_.size() * cuda::population_sums * stride_);
  }

  /// Members done together: all, or as many times 32 as fit.
  int choose_slice() const {
    int slice = stride_;
    for (const PopulationPart& part : parts_)
      while (slice > cuda::warp_size && part.work_bytes(shape_, slice) > memory_->limit) slice -= cuda::warp_size;
    std::size_t most = 0;
    for (const PopulationPart& part : parts_) most = std::max(most, part.work_bytes(shape_, slice));
    memory_->bytes.resize(most);
    return slice;
  }

  void enqueue(const PopulationPart& part, const cuda::PopulationGeometry& geometry, int first, int members) const {
    const int stride = whole_warps(members);
    const std::size_t sums = static_cast<std::size_t>(part.first()) * cuda::population_sums * stride_;
    const PopulationArguments a{shape_,
                                geometry,
                                part.work(shape_, stride, memory_->bytes.data()),
                                members,
                                stride,
                                parameters_.data() + first,
                                stride_,
                                sums_.data() + sums + first};
    cuda::population_descriptor(stream_, a);
    cuda::population_network(stream_, a);
    cuda::population_angular(stream_, a);
    cuda::population_forces(stream_, a);
    cuda::population_structure_sums(stream_, a);
  }

  void collect(int members, PopulationErrors& out) const {
    for (std::size_t f = 0; f < frames_.size(); ++f) {
      const double* sums = results_.data() + f * cuda::population_sums * stride_;
      for (int member = 0; member < members; ++member, ++sums)
        set_entry(*frames_[f], fixed_[f], sums[0], sums[stride_], sums[2 * stride_], sums + 3 * stride_, stride_,
                  out.entry[member * frames_.size() + f]);
    }
  }

  NepModel model_;
  std::vector<const TrainFrame*> frames_;
  PopulationShape shape_;
  std::vector<ParameterSource> sources_;
  std::shared_ptr<CudaPopulationMemory> memory_;
  std::vector<FixedParts> fixed_;  ///< [frame]
  std::vector<PopulationPart> parts_;
  bool streamed_ = false;
  int stride_ = 0;                                ///< members, whole warps
  std::vector<cuda::PinnedArray<char>> on_host_;  ///< [part], streamed
  std::vector<cuda::Array<char>> on_device_;      ///< [part], or the two places of streamed parts
  cuda::PinnedArray<float> packed_;
  cuda::Array<float> parameters_;
  cuda::Array<double> sums_;  ///< [frame][population_sums][stride]
  cuda::PinnedArray<double> results_;
  cuda::Stream stream_, copies_;
  cuda::Event there_[2], done_[2];
};

}  // namespace

std::shared_ptr<CudaPopulationMemory> make_cuda_population_memory(std::size_t limit) {
  return std::make_shared<CudaPopulationMemory>(limit);
}

std::unique_ptr<PopulationModel> make_cuda_population_model(const NepModel& shape, const LossSettings& settings,
                                                            const std::vector<const TrainFrame*>& frames,
                                                            std::size_t table_limit,
                                                            std::shared_ptr<CudaPopulationMemory> memory) {
  if (const std::string why = why_no_cuda(); !why.empty()) throw Error(why, Error::Kind::failed);
  return std::make_unique<CudaPopulation>(shape, settings, frames, table_limit, std::move(memory));
}

}  // namespace nacre::train
