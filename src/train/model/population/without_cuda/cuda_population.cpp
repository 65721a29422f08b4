// What builds without CUDA say when a population on the GPU is asked for.
#include "train/model/population/cuda_population.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre::train {

std::shared_ptr<CudaPopulationMemory> make_cuda_population_memory(std::size_t) { return nullptr; }

std::unique_ptr<PopulationModel> make_cuda_population_model(const NepModel&, const LossSettings&,
                                                            const std::vector<const TrainFrame*>&, std::size_t,
                                                            std::shared_ptr<CudaPopulationMemory>) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre::train
