// A model on a fixed set of structures: what does not depend on the parameters (neighbours, basis functions, angular
// functions and their gradients, basis sums) is made once; energies, forces, virials and their derivatives by the
// parameters are then cheap for any parameters. nep.md section 5; docs/physics/train.md.
#pragma once
#include <memory>
#include <vector>

#include "force/nep_model.h"
#include "train/data/train_set.h"
#include "train/model/loss.h"

namespace nacre::train {

/// How frames share SIMD lanes. together: small frames fill them up (fastest for a fixed batch); single: every frame by
/// itself, so that select() can draw minibatches without making anything anew.
enum class Grouping { together, single };

class BatchModel {
 public:
  virtual ~BatchModel() = default;
  /// Of every selected frame, in order. `parameters`: parameters.h.
  virtual void predict(const std::vector<double>& parameters, std::vector<Prediction>& out) = 0;
  /// After predict() with the same parameters: dL/d(parameters) for the seeds of every selected frame, added to
  /// `gradient` (which is made of zeros when empty).
  virtual void add_gradient(const std::vector<double>& parameters, const std::vector<LossSeed>& seeds,
                            std::vector<double>& gradient) = 0;
  /// Largest and smallest of each descriptor component (before the q_scaler) over all atoms, for the q_scaler
  /// 1 / (max - min) of a new model.
  virtual void descriptor_range(const std::vector<double>& parameters, std::vector<double>& smallest,
                                std::vector<double>& largest) = 0;
  virtual void set_q_scaler(const std::vector<double>& q_scaler) = 0;
  /// Grouping::single only: predict() and add_gradient() are then of these frames, in this order. At first: all.
  virtual void select(const std::vector<int>& frames) = 0;
  virtual std::size_t bytes() const = 0;
};

/// float (double: for tests of the gradient). The model gives shape, cutoffs, q_scaler (empty: 1) and ZBL; frames must
/// stay. Not for two threads at once: predict() leaves its intermediate results in the object.
std::unique_ptr<BatchModel> make_batch_model(const NepModel& shape, const std::vector<const TrainFrame*>& frames,
                                             Grouping grouping = Grouping::together);
std::unique_ptr<BatchModel> make_batch_model_double(const NepModel& shape, const std::vector<const TrainFrame*>& frames,
                                                    Grouping grouping = Grouping::together);

}  // namespace nacre::train
