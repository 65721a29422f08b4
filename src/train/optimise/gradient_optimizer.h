// Training by gradient: Adam or SOAP (descent.h) on shuffled minibatches, gradient by BatchModel.
//   start: c uniform in (-1, 1); w0 uniform with the width that keeps a neuron's argument near one, centred on the mid
//   value of every descriptor component; q_scaler from the descriptors of these c; b1 (NEP5: biases of types) such that
//   energies are right on average (by least squares).
//   minibatch: `batch` frames, at most 32 and at most a twelfth of the set (many short steps learn faster than few long
//   ones), drawn anew every epoch by the seed. Frames that count against each other (differences.h) stay together; a
//   minibatch ends when it holds `batch` frames or more.
//   lambdas: those of the stage that the epoch is in (LambdaStage); what is reported is what was minimised.
//   best(): lowest lambda_e rmse(E) + lambda_f rmse(F) + lambda_v rmse(W) + lambda_d rmse(D), lambdas of the last stage, on the test set
//   or, without one, on the training set; looked at in `looks` epochs of the run.
#pragma once
#include <memory>

#include "train/optimise/optimizer.h"

namespace nacre::train {

std::unique_ptr<Optimizer> make_gradient_optimizer(const TrainProblem& problem);

/// Numbers from 0, in the order of an epoch: of frames, or of groups of them.
std::vector<int> shuffled(int frames, std::uint64_t seed, std::int64_t epoch);
std::int64_t minibatch_size(std::size_t frames, std::int64_t batch);
/// The minibatches of an epoch: `groups` (related_groups) in this order, each as a whole.
std::vector<std::vector<int>> minibatches(const std::vector<std::vector<int>>& groups, const std::vector<int>& order,
                                          std::int64_t size);
/// The settings' loss with the lambdas of the stage that `epoch` (from 1) is in.
LossSettings stage_loss(const TrainSettings& settings, std::int64_t epoch);

}  // namespace nacre::train
