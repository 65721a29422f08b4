#include "train/report/difference_errors.h"

namespace nacre::train {

void DifferenceErrors::add(const Frame& frame, int types, double predicted_energy) {
  related_.push_back(related_of(frame, types));
  residual_.push_back(frame.energy ? predicted_energy - *frame.energy : 0);
  const auto found = frame.info.find("config_type");
  class_.push_back(found == frame.info.end() ? "" : found->second);
}

double DifferenceErrors::error(std::size_t frame, const Difference& d, const std::vector<double>& element_shift) const {
  double rest = residual_[frame] - residual_[d.reference];
  for (std::size_t t = 0; t < element_shift.size(); ++t)
    rest += (related_[frame].counts[t] - related_[d.reference].counts[t]) * element_shift[t];
  return rest / d.atoms;
}

std::vector<std::string> DifferenceErrors::finish(const std::string& file, const std::vector<double>& element_shift,
                                                  ErrorSums& sums, TrainSet& set) const {
  std::vector<std::string> skipped;
  const auto found = find_differences(related_, file, &skipped);
  for (std::size_t f = 0; f < found.size(); ++f) {
    for (const Difference& d : found[f]) sums.add_difference(class_[f], error(f, d, element_shift));
    if (set.frames.size() == found.size()) set.frames[f].number = f, set.frames[f].differences = found[f];
  }
  return skipped;
}

}  // namespace nacre::train
