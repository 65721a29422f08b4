#include "force/cuda_host.h"

#include <algorithm>

#include "core/clock.h"
#include "force/cuda_evaluator.h"
#include "force/nep_cuda.h"

namespace nacre {

namespace {

/// A batch of one that keeps its list.
class CudaHostForce final : public Force {
 public:
  explicit CudaHostForce(std::unique_ptr<cuda::CudaForce> force) : gpu_(std::move(force)) {}
  std::string name() const override { return gpu_.force().name(); }
  const std::vector<std::string>& species() const override { return gpu_.force().species(); }
  double cutoff() const override { return gpu_.force().cutoff(); }
  void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) override;
  void reset() override { built_ = false, waiting_.reset(); }
  void save(Record& record) const override;
  void load(const Record& record) override;
  NeighborCounts neighbor_counts() const override;
  long rebuilds() const { return rebuilds_; }
  std::size_t bytes() const { return gpu_.bytes(); }
  double seconds() const { return seconds_; }

 private:
  bool same_atoms(const Atoms& atoms, const Box& box) const {
    return type_ == atoms.type && periodic_ == box.periodic();
  }
  void configure(const Atoms& atoms, const Box& box);
  void take_up(const Atoms& atoms, const Box& box);

  cuda::CudaEvaluator gpu_;
  bool built_ = false;
  std::vector<int> type_;
  std::array<bool, 3> periodic_{};
  std::unique_ptr<Record> waiting_;  ///< a loaded list, until compute() says which atoms it is of
  long rebuilds_ = 0;
  double seconds_ = 0;
};

void CudaHostForce::configure(const Atoms& atoms, const Box& box) {
  built_ = false;
  gpu_.configure({{&atoms, &box}});
  type_ = atoms.type, periodic_ = box.periodic();
}

/// The list that load() gave, when it is of these atoms.
void CudaHostForce::take_up(const Atoms& atoms, const Box& box) {
  const std::unique_ptr<Record> record = std::move(waiting_);
  const auto& type = record->integers_at("built_type");
  const auto& periodic = record->integers_at("built_periodic");
  for (int k = 0; k < 3; ++k)
    if ((periodic.at(k) != 0) != box.is_periodic(k)) return;
  if (!std::equal(type.begin(), type.end(), atoms.type.begin(), atoms.type.end())) return;
  configure(atoms, box);
  gpu_.list().load(gpu_.stream(), *record);
  built_ = true;
}

void CudaHostForce::compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) {
  const double start = now_seconds();
  if (waiting_ != nullptr) take_up(atoms, box);
  bool rebuilt = false;
  if (built_ && same_atoms(atoms, box)) {
    rebuilt = gpu_.move(atoms, box);
  } else {
    configure(atoms, box);
    gpu_.build();
    rebuilt = built_ = true;
  }
  if (rebuilt) {
    ++rebuilds_;
    seconds_ += now_seconds() - start;
  }
  gpu_.evaluate(request, {&out});
}

void CudaHostForce::save(Record& record) const {
  if (waiting_ != nullptr) {
    record = *waiting_;
  } else if (built_) {
    gpu_.list().save(gpu_.stream(), record);
  } else {
    record.put_integer("built", 0);
  }
}

void CudaHostForce::load(const Record& record) {
  reset();
  if (record.integer("built") != 0) waiting_ = std::make_unique<Record>(record);
}

NeighborCounts CudaHostForce::neighbor_counts() const {
  NeighborCounts counts;
  counts.rebuilds = rebuilds_;
  counts.seconds = seconds_;
  counts.mean_neighbors = built_ ? gpu_.list().mean_neighbors(gpu_.stream()) : 0;
  counts.bytes = gpu_.bytes();
  return counts;
}

class CudaBatchForce final : public BatchForce {
 public:
  explicit CudaBatchForce(std::unique_ptr<cuda::CudaForce> force) : gpu_(std::move(force)) {}
  std::string name() const override { return gpu_.force().name(); }
  const std::vector<std::string>& species() const override { return gpu_.force().species(); }
  double cutoff() const override { return gpu_.force().cutoff(); }
  void compute(const std::vector<BatchItem>& batch, Request request, std::vector<Evaluation>& out) override {
    out.resize(batch.size());
    std::vector<Evaluation*> into;
    for (Evaluation& e : out) into.push_back(&e);
    gpu_.configure(batch);
    gpu_.build();
    gpu_.evaluate(request, into);
  }

 private:
  cuda::CudaEvaluator gpu_;
};

/// Own atoms keep their types, ghosts get the second half of them (nep_ghosts.h).
class CudaGhostForce final : public GhostForce {
 public:
  explicit CudaGhostForce(std::unique_ptr<cuda::CudaForce> force)
      : types_(static_cast<int>(force->species().size() / 2)), force_(std::move(force)) {}

  void compute_own(const Atoms& atoms, const Box& box, std::size_t own, GhostRequest request,
                   GhostEvaluation& out) override {
    if (request.force_virial)
      throw Error("virials by the atom on which a force acts are computed on the CPU only", Error::Kind::failed)
          .key("device")
          .value("cuda");
    marked_.position = atoms.position;
    marked_.type = atoms.type;
    for (std::size_t k = own; k < atoms.size(); ++k) marked_.type[k] += types_;
    force_.compute(marked_, box, request, out);
    out.force_virial.clear();
  }
  void reset() override { force_.reset(); }
  GhostCounts counts() const override { return {force_.rebuilds(), force_.bytes(), force_.seconds()}; }

 private:
  int types_;
  CudaHostForce force_;
  Atoms marked_;
};

}  // namespace

std::unique_ptr<GhostForce> make_cuda_ghost_force(const std::string& path) {
  return std::make_unique<CudaGhostForce>(cuda::make_cuda_ghost_nep(path));
}

std::unique_ptr<Force> make_cuda_host_force(const std::string& path) {
  return std::make_unique<CudaHostForce>(cuda::make_cuda_force(path));
}

std::unique_ptr<BatchForce> make_cuda_batch_force(const std::string& path) {
  return std::make_unique<CudaBatchForce>(cuda::make_cuda_force(path));
}

}  // namespace nacre
