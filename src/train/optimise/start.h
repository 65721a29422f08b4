// What a training starts from: centre of the search, its spread, the q_scaler.
#pragma once
#include "train/optimise/optimizer.h"

namespace nacre::train {

/// Smallest and largest of each descriptor component (before the q_scaler) over all atoms of the set.
void descriptor_range(const Models& models, const NepModel& shape, const TrainSet& set,
                      const std::vector<double>& parameters, std::vector<double>& smallest,
                      std::vector<double>& largest);
/// 1/(largest - smallest); 1 for a component that does not vary.
std::vector<double> scaler_of(const std::vector<double>& smallest, const std::vector<double>& largest);
/// Of descriptors whose coefficients c all are `coefficient`, as the published program makes it.
std::vector<double> make_q_scaler(const Models& models, const NepModel& shape, const TrainSet& set, double coefficient);

struct Start {
  NepModel model;  ///< with q_scaler
  std::vector<double> centre, sigma;
};
/// As TrainProblem gives it; else uniform in (-initial_range, initial_range) by the seed, sigma0 for all.
Start make_start(const TrainProblem& problem);

/// Place of b1 in the parameters.
std::size_t common_bias_index(const NepModel& model);

std::vector<const TrainFrame*> pointers(const TrainSet& set);

}  // namespace nacre::train
