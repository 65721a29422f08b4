// Batches on the CPU. Small structures are shared out among the threads, each thread with a force of its own; inside,
// the force's own loops then run on that one thread. Large structures come one after the other, each with all threads.
// A force gives the same bits for any number of threads, so who did what does not show.
#include "force/batch.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <mutex>
#include <optional>

#include "device/parallel.h"

namespace nacre {

namespace {

// From this size on the loops inside a force keep all threads busy.
constexpr std::size_t large_structure = 4096;  // atoms

/// The error of the first structure that failed, whichever thread met it first.
class FirstFailure {
 public:
  /// Structures behind a failed one need not be done.
  bool is_behind(std::size_t index) const { return index > index_.load(std::memory_order_relaxed); }
  void add(std::size_t index, const Error& error) {
    const std::lock_guard lock(mutex_);
    if (error_ && index_ < index) return;
    error_.emplace(index, error);
    index_ = index;
  }
  void rethrow() const {
    if (error_) throw *error_;
  }

 private:
  std::mutex mutex_;
  std::optional<StructureError> error_;
  std::atomic<std::size_t> index_{static_cast<std::size_t>(-1)};
};

class CpuBatchForce final : public BatchForce {
 public:
  CpuBatchForce(std::string path, Precision precision) : path_(std::move(path)), precision_(precision) {
    make_workers(1);
  }
  std::string name() const override { return workers_[0]->name(); }
  const std::vector<std::string>& species() const override { return workers_[0]->species(); }
  double cutoff() const override { return workers_[0]->cutoff(); }

  void compute(const std::vector<BatchItem>& batch, Request request, std::vector<Evaluation>& out) override {
    out.resize(batch.size());
    FirstFailure failure;
    const auto do_one = [&](int worker, std::size_t index) {
      assert(batch[index].atoms != nullptr && batch[index].box != nullptr);
      if (failure.is_behind(index)) return;
      try {
        workers_[worker]->reset();
        workers_[worker]->compute(*batch[index].atoms, *batch[index].box, request, out[index]);
      } catch (const Error& error) {
        failure.add(index, error);
      }
    };
    std::vector<std::size_t> small, large;
    for (std::size_t k = 0; k < batch.size(); ++k)
      (batch[k].atoms->size() < large_structure ? small : large).push_back(k);
    share_out(small, do_one);
    for (const std::size_t k : large) do_one(0, k);
    failure.rethrow();
  }

 private:
  void make_workers(std::size_t count) {
    while (workers_.size() < count) workers_.push_back(make_force(path_, precision_));
  }
  /// do_one(worker, index) for every index; whoever is free takes the next, because sizes differ.
  template <class Work>
  void share_out(const std::vector<std::size_t>& indices, const Work& do_one) {
    const std::size_t workers = std::min<std::size_t>(indices.size(), threads());
    make_workers(workers);
    std::atomic<std::size_t> next{0};
    const auto take_all = [&](std::ptrdiff_t worker) {
      for (std::size_t k = next++; k < indices.size(); k = next++) do_one(static_cast<int>(worker), indices[k]);
    };
    parallel_for(static_cast<std::ptrdiff_t>(workers), take_all, 1);
  }

  std::string path_;
  Precision precision_;
  std::vector<std::unique_ptr<Force>> workers_;
};

}  // namespace

std::unique_ptr<BatchForce> make_batch_force(const std::string& path, Precision precision) {
  return std::make_unique<CpuBatchForce>(path, precision);
}

}  // namespace nacre
