// A device's molecular dynamics seen as a force, for those who only ask for its name, elements and neighbour list: what
// load_force() puts into a Simulation that runs on a GPU.
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "force/force.h"
#include "integrate/device_dynamics.h"

namespace nacre::app {

class DeviceForce final : public Force {
 public:
  explicit DeviceForce(std::unique_ptr<DeviceDynamics> device) : device_(std::move(device)) {}
  DeviceDynamics& device() { return *device_; }

  std::string name() const override { return device_->name(); }
  const std::vector<std::string>& species() const override { return device_->species(); }
  double cutoff() const override { return device_->cutoff(); }
  void compute(const Atoms&, const Box&, Request, Evaluation&) override {
    throw Error("forces of a run on a GPU stay there", Error::Kind::failed);
  }
  void reset() override { device_->reset(); }
  void save(Record& record) const override { device_->save(record); }
  void load(const Record& record) override { device_->load(record); }
  NeighborCounts neighbor_counts() const override { return device_->neighbor_counts(); }

 private:
  std::unique_ptr<DeviceDynamics> device_;
};

}  // namespace nacre::app
