// What builds without CUDA say when the gradient trainer's model on the GPU is asked for.
#include "train/model/batch/cuda_batch_model.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre::train {

std::unique_ptr<BatchModel> make_cuda_batch_model(const NepModel&, const std::vector<const TrainFrame*>&, Grouping,
                                                  const CudaBatchLimits&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre::train
