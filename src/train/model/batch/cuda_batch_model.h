// The model of the gradient trainer on the GPU: the contract of train/model/batch/batch_model.h, single precision.
#pragma once
#include "train/model/batch/batch_model.h"

namespace nacre::train {

struct CudaBatchLimits {
  /// Tables on the GPU. Those of larger sets stay on the host and are copied when their frames are worked on.
  std::size_t resident_bytes = std::size_t{8} << 30;
  /// Working arrays, and tables that do not stay: a selection that needs more is worked on in parts.
  std::size_t working_bytes = std::size_t{4} << 30;
};

/// As make_batch_model, on the CUDA device in use. Throws Error(failed) when there is none. Results do not depend on
/// the limits.
std::unique_ptr<BatchModel> make_cuda_batch_model(const NepModel& shape, const std::vector<const TrainFrame*>& frames,
                                                  Grouping grouping = Grouping::together,
                                                  const CudaBatchLimits& limits = {});

}  // namespace nacre::train
