#include "run/engine.h"

#include "force/cuda_host.h"
#include "force/mean_force.h"
#include "integrate/device_dynamics.h"
#include "minimize/one_structure.h"
#include "run/timed_force.h"

namespace nacre::run {

namespace {
RelaxResult relax_one(Force& force, const RelaxItem& item, const RelaxOptions& options) {
  OneStructure one(force);
  return std::move(nacre::relax(one, {item}, options)[0]);
}

/// What a Force and a DeviceDynamics answer alike.
template <class Inside>
class EngineOf : public Engine {
 public:
  explicit EngineOf(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

  std::string name() const override { return inside_->name(); }
  const std::vector<std::string>& species() const override { return inside_->species(); }
  double cutoff() const override { return inside_->cutoff(); }
  void reset() override { inside_->reset(); }
  void save(Record& record) const override { inside_->save(record); }
  void load(const Record& record) override { inside_->load(record); }
  NeighborCounts neighbor_counts() const override { return inside_->neighbor_counts(); }

 protected:
  Inside& inside() { return *inside_; }
  const Inside& inside() const { return *inside_; }

 private:
  std::unique_ptr<Inside> inside_;
};

class HostEngine final : public EngineOf<TimedForce> {
 public:
  explicit HostEngine(std::unique_ptr<Force> force) : EngineOf(std::make_unique<TimedForce>(std::move(force))) {}

  Force* host_force() override { return &inside(); }
  bool is_device() const override { return false; }
  double force_seconds() const override { return inside().seconds(); }
  std::unique_ptr<Stepper> stepper(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings,
                                   const Watch& watch) override {
    return make_host_stepper(dynamics, ensemble, settings, watch);
  }
  RelaxResult relax(const RelaxItem& item, const RelaxOptions& options) override {
    RelaxResult result = relax_one(inside(), item, options);
    reset();
    return result;
  }
};

class DeviceEngine final : public EngineOf<DeviceDynamics> {
 public:
  explicit DeviceEngine(std::string potential)
      : EngineOf(make_cuda_dynamics(potential)), potential_(std::move(potential)) {}

  Force* host_force() override { return nullptr; }
  bool is_device() const override { return true; }
  double force_seconds() const override { return 0; }
  std::unique_ptr<Stepper> stepper(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings,
                                   const Watch& watch) override {
    return make_device_stepper(inside(), dynamics, ensemble, settings, watch);
  }
  /// Minimisers move the atoms on the host: forces come from the GPU, by a force of their own.
  RelaxResult relax(const RelaxItem& item, const RelaxOptions& options) override {
    const std::unique_ptr<Force> force = make_cuda_host_force(potential_);
    RelaxResult result = relax_one(*force, item, options);
    reset();
    return result;
  }

 private:
  std::string potential_;
};
}  // namespace

std::unique_ptr<Engine> make_engine(const std::string& potential, bool use_cuda) {
  if (use_cuda) return std::make_unique<DeviceEngine>(potential);
  return std::make_unique<HostEngine>(make_force(potential));
}

std::unique_ptr<Engine> make_mean_engine(const std::vector<std::string>& potentials, bool use_cuda) {
  std::vector<std::unique_ptr<Force>> members;
  for (const std::string& path : potentials)
    members.push_back(use_cuda ? make_cuda_host_force(path) : make_force(path));
  return std::make_unique<HostEngine>(make_mean_force(std::move(members)));
}

}  // namespace nacre::run
