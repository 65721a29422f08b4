// Training by gradient: Adam on shuffled minibatches (adam.h), gradient by BatchModel.
//   start: c uniform in (-1, 1); w0 uniform with the width that keeps a neuron's argument near one, centred on the mid
//   value of every descriptor component; q_scaler from the descriptors of these c; b1 (NEP5: biases of types) such that
//   energies are right on average (by least squares).
//   minibatch: `batch` frames, at most 32 and at most a twelfth of the set (many short steps learn faster than few long
//   ones), drawn anew every epoch by the seed.
//   lambdas: those of the stage that the epoch is in (LambdaStage); what is reported is what was minimised.
//   best(): lowest lambda_e rmse(E) + lambda_f rmse(F) + lambda_v rmse(W), lambdas of the last stage, on the test set
//   or, without one, on the training set; looked at in `looks` epochs of the run.
#pragma once
#include <memory>

#include "train/optimise/optimizer.h"

namespace nacre::train {

std::unique_ptr<Optimizer> make_adam_optimizer(const TrainProblem& problem);

/// Frames in the order of an epoch.
std::vector<int> shuffled(int frames, std::uint64_t seed, std::int64_t epoch);
std::int64_t minibatch_size(std::size_t frames, std::int64_t batch);
/// The settings' loss with the lambdas of the stage that `epoch` (from 1) is in.
LossSettings stage_loss(const TrainSettings& settings, std::int64_t epoch);

}  // namespace nacre::train
