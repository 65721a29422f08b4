// A Force as a BatchForce of one structure. Its neighbour list is kept while atoms move a little, which a BatchForce,
// whose structures have nothing to do with each other, cannot do.
#pragma once
#include "force/batch.h"

namespace nacre {

class OneStructure final : public BatchForce {
 public:
  explicit OneStructure(Force& force) : force_(force) {}
  std::string name() const override { return force_.name(); }
  const std::vector<std::string>& species() const override { return force_.species(); }
  double cutoff() const override { return force_.cutoff(); }
  void compute(const std::vector<BatchItem>& batch, Request request, std::vector<Evaluation>& out) override {
    if (batch.size() != 1) throw Error("a force for one structure was given a batch", Error::Kind::failed);
    out.resize(1);
    force_.compute(*batch[0].atoms, *batch[0].box, request, out[0]);
  }

 private:
  Force& force_;
};

}  // namespace nacre
