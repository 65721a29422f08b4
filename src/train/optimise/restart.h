// nep.restart, as published: one row a trainable parameter, in the order of parameters.h, "mean sigma"; no header. And
// the start of a search from files: from nep.restart, or from another model's (fine_tune).
#pragma once
#include <string>
#include <vector>

#include "force/nep_model.h"
#include "train/settings.h"

namespace nacre::train {

struct SearchStart {
  std::vector<double> mean, sigma;
};

void write_restart(const std::string& path, const std::vector<double>& mean, const std::vector<double>& sigma);
/// Throws Error with file and line; `count` parameters are expected.
SearchStart read_restart(const std::string& path, std::size_t count);

/// Throws Error naming the header line of `file` that says something else than nep.in.
void expect_same_shape(const NepModel& of_file, const NepModel& shape, const std::string& file);

/// For each parameter of `to` its place among those of `from`, which has the same sizes and at least the same elements.
std::vector<std::size_t> places_in(const NepModel& from, const NepModel& to);

/// fine_tune: the rows of the elements that are trained; q_scaler goes to `shape`. Without the descriptor its sigma is
/// 0.
SearchStart fine_tune_start(const TrainSettings& settings, NepModel& shape);

}  // namespace nacre::train
