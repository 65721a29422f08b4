// The GPU's DeviceDynamics. One step is a handful of kernels around the force's own, recorded once as a CUDA graph:
//   before      limit_atoms, begin (where needed), move, the list's check
//   sometimes   the list's rebuild, when the check says so
//   after       the list's cells (pressure control) and coordinates, the force, collect, finish
// A graph with the virial and one without. All numbers that change live in DeviceState on the GPU, so a graph can be
// launched any number of times without the host's knowing more than that.
// A list that outgrows its room halts the kernels in the middle of a step, after the atoms have moved: the host makes
// room, builds the list, does the rest of that step, and goes on.
#pragma once
#include <optional>

#include "device/cuda_graph.h"
#include "force/cuda_force.h"
#include "integrate/cuda_snapshot.h"
#include "neighbor/cuda_list.h"

namespace nacre::cuda {

/// 8-byte words of a force's results: energies, forces and, when wanted, 9 floats a slot.
constexpr std::int64_t energy_words = 1, force_words = 3;
inline std::int64_t result_words(std::int64_t local, bool virial) {
  return (energy_words + force_words) * local + (virial ? (9 * local + 1) / 2 : 0);
}

class CudaDynamics final : public DeviceDynamics {
 public:
  explicit CudaDynamics(std::unique_ptr<CudaForce> force);

  std::string name() const override { return force_->name(); }
  const std::vector<std::string>& species() const override { return force_->species(); }
  double cutoff() const override { return force_->cutoff(); }
  void evaluate(Dynamics& dynamics) override;
  void begin(Dynamics& dynamics, Ensemble& ensemble, const DeviceRun& run, bool resumed) override;
  void upload_velocities() override;
  void start_steps(std::int64_t steps, DeviceWant want) override;
  std::int64_t wait_steps() override;
  DeviceFault fault() const override { return fault_; }
  Thermo thermo() const override;
  DriftSums drift() const override { return host_state_.drift; }
  void start_snapshot(SnapshotParts parts) override;
  void wait_snapshot() override {
    if (dynamics_ != nullptr) snapshot_.finish(*dynamics_);
  }
  void save(Record& record) const override;
  void load(const Record& record) override;
  void reset() override { listed_ = false, loaded_.reset(); }
  NeighborCounts neighbor_counts() const override;
  std::size_t bytes() const override;

  void limit_list_room(std::int64_t entries) override;

 private:
  StepData data(bool virial, bool moves) const;
  PackData pack_data() const;
  void take_atoms(const Dynamics& dynamics);
  void follow_list(const Dynamics& dynamics);
  void lay_out_list(const Dynamics& dynamics);
  void reserve_force();
  bool can_load(const Dynamics& dynamics) const;
  void set_rules(const Dynamics& dynamics, const DeviceRun& run);
  void set_state(const Dynamics& dynamics, const DeviceRun& run, bool resumed);
  void clear_fault();

  bool needs_virial(bool wanted) const { return wanted || rules_.plan.has_barostat; }
  void enqueue_before(const Stream& stream, bool virial) const;
  void enqueue_forces(const Stream& stream, bool virial) const;
  void enqueue_after(const Stream& stream, bool virial) const;
  const StepGraph& graph(bool virial);
  void enqueue_steps(std::int64_t steps);
  void fetch_state();
  void mend();
  void bring_scalars_home();

  std::unique_ptr<CudaForce> force_;
  Stream stream_;
  CudaList list_;
  Snapshot snapshot_;
  std::unique_ptr<StepGraph> graphs_[2];  ///< [with virial]

  Dynamics* dynamics_ = nullptr;
  Ensemble* ensemble_ = nullptr;
  DeviceRules rules_;
  std::optional<Record> loaded_;
  bool listed_ = false;
  std::vector<int> listed_type_;
  std::array<bool, 3> listed_periodic_{};
  std::int64_t earlier_rebuilds_ = 0;

  std::int64_t first_step_ = 0, asked_ = 0;  ///< of start_steps()
  DeviceWant want_;
  DeviceFault fault_ = DeviceFault::none;

  int atoms_ = 0, blocks_ = 1;
  bool has_fixed_ = false;
  Array<Vec3> position_, velocity_, force_array_;
  Array<double> mass_, partial_;
  Array<char> fixed_;
  Array<std::uint64_t> result_;  ///< energies, forces, virials of slots, in this order
  Array<DeviceState> state_{1};
  DeviceState host_state_;  ///< after the last wait_steps()
  PinnedArray<DeviceState> arriving_state_{1};
  PinnedArray<Control> arriving_control_{1};
};

}  // namespace nacre::cuda
