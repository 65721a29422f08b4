#include "train/report/output_estimate.h"

#include <algorithm>

#include "look/disk_look.h"
#include "train/model/parameters.h"

namespace nacre::train {

namespace {
constexpr double model_row = 17, restart_row = 32;  // bytes, a parameter
constexpr double checkpoint_parameter = 5 * 8;      // the mean, the best, moments or spread
constexpr double force_row = 6 * 12, frame_rows = (2 + 12 + 12) * 12;
constexpr double loss_row = 10 * 13;

double of_predictions(const TrainSet& set) {
  return static_cast<double>(set.atoms()) * force_row + static_cast<double>(set.frames.size()) * frame_rows;
}

/// Generations and epochs.
double steps_of(const TrainSettings& s) {
  using enum TrainSettings::Optimizer;
  const double generations = s.optimizer == gradient ? 0 : static_cast<double>(s.generations);
  return generations + (s.optimizer == snes ? 0 : static_cast<double>(s.epochs));
}
}  // namespace

std::string disk_warning(const TrainSettings& s, const TrainSet& train, const TrainSet& test) {
  if (s.prediction) return "";
  const auto parameters = static_cast<double>(parameter_count(s.shape));
  const double steps = steps_of(s);
  const auto times = [&](std::int64_t interval) {
    return steps / static_cast<double>(std::max<std::int64_t>(1, interval));
  };
  const double copy = parameters * (model_row + (s.save_restart ? restart_row : 0));
  const double bytes =
      times(s.save_interval) * copy + times(s.output_interval) * loss_row + parameters * (model_row + restart_row) +
      look::checkpoint_bytes(parameters, checkpoint_parameter) + of_predictions(train) + of_predictions(test);
  return look::look_at_disk(s.folder, bytes, "the files of this training");
}

}  // namespace nacre::train
