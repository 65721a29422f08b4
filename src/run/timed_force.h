// A force that counts the time spent in it; otherwise the force inside.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "force/force.h"

namespace nacre::run {

class TimedForce final : public Force {
 public:
  explicit TimedForce(std::unique_ptr<Force> inside) : inside_(std::move(inside)) {}

  std::string name() const override { return inside_->name(); }
  const std::vector<std::string>& species() const override { return inside_->species(); }
  double cutoff() const override { return inside_->cutoff(); }
  void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) override {
    const double begin = now_seconds();
    inside_->compute(atoms, box, request, out);
    seconds_ += now_seconds() - begin;
  }
  void reset() override { inside_->reset(); }
  void save(Record& record) const override { inside_->save(record); }
  void load(const Record& record) override { inside_->load(record); }
  NeighborCounts neighbor_counts() const override { return inside_->neighbor_counts(); }

  /// In compute(), neighbour lists included.
  double seconds() const { return seconds_; }

 private:
  std::unique_ptr<Force> inside_;
  double seconds_ = 0;
};

}  // namespace nacre::run
