// Descent: how the gradient of a minibatch moves the parameters. The frame around it (minibatches, rates, stages, the best
// parameters so far) is gradient_optimizer.cpp.
#pragma once
#include <memory>
#include <vector>

#include "core/record.h"
#include "force/nep_model.h"
#include "train/settings.h"

namespace nacre::train {

class Descent {
 public:
  virtual ~Descent() = default;
  /// One step; parameters with `frozen` set stay (empty: none). `rate`: about the length of a parameter's step.
  virtual void step(double rate, const std::vector<double>& gradient, const std::vector<char>& frozen,
                    std::vector<double>& parameters) = 0;
  virtual void save(Record& record) const = 0;
  virtual void load(const Record& record) = 0;
};

/// `shape`: says which parameters form a matrix (parameters.h).
std::unique_ptr<Descent> make_descent(TrainSettings::Descent descent, const NepModel& shape);

}  // namespace nacre::train
