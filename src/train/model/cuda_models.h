// The models of a training on the CUDA device in use. Builds without CUDA throw Error(failed) when one is asked for.
// A header without a source, because the library that holds the kernels is chosen by the program (cmake/cuda.cmake).
#pragma once
#include "train/model/batch/cuda_batch_model.h"
#include "train/model/models.h"
#include "train/model/population/cuda_population.h"

namespace nacre::train {

inline Models cuda_models() {
  Models models;
  models.batch = [](const NepModel& shape, const Models::Frames& frames, Grouping grouping) {
    return make_cuda_batch_model(shape, frames, grouping);
  };
  // The batches of a training are evaluated in turn: their models share what they need beside the geometry.
  models.population = [memory = std::shared_ptr<CudaPopulationMemory>()](
                          const NepModel& shape, const LossSettings& settings, const Models::Frames& frames,
                          std::size_t table_limit) mutable {
    if (memory == nullptr) memory = make_cuda_population_memory();
    return make_cuda_population_model(shape, settings, frames, table_limit, memory);
  };
  return models;
}

}  // namespace nacre::train
