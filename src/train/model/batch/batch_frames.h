// What the batch models of both devices do alike on the host: frames to chunks, packed derivatives to parameters, the
// range of a descriptor.
#pragma once
#include <vector>

#include "train/model/batch/batch_model.h"
#include "train/model/batch/batch_view.h"

namespace nacre::train {

/// First frames of the chunks, and the number of frames: independent of the number of threads.
std::vector<int> cut_into_chunks(const std::vector<const TrainFrame*>& frames, Grouping grouping);

/// Adds derivatives in the order of the loops to those in the order of the parameters; makes zeros of an empty
/// `gradient`. The model gives shape and q_scaler.
void add_packed_gradient(const NepModel& model, const GradientLayout<BatchModel>& from,
                         const std::vector<double>& packed, std::vector<double>& gradient);

/// Smallest and largest of each component so far.
struct DescriptorRange {
  std::vector<double>&smallest, &largest;
  DescriptorRange(int components, std::vector<double>& low, std::vector<double>& high);
  /// q[tile][component][lane]; lanes whose row is `padding` are left out.
  template <class Real>
  void add(const Real* q, const std::vector<int>& lane_rows, int padding, int lanes);
};

}  // namespace nacre::train
