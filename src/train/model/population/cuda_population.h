// The population on the GPU: as make_population_model(), with all members in the same launches (cuda_population_view.h
// says how). Throws Error(failed) when there is no GPU or it has not enough memory.
//
// Bits depend neither on the limits nor on the number of members or frames evaluated together; they are not the CPU's.
#pragma once
#include "train/model/population/population.h"

namespace nacre::train {

/// GPU memory for intermediate numbers. Models that are evaluated one after the other, as those of the batches of a
/// training are, may share it. It grows to what the largest needs, at most `limit` bytes: then frames are done in parts
/// and members 32 at a time (only a frame that is too large for that takes more).
class CudaPopulationMemory;
std::shared_ptr<CudaPopulationMemory> make_cuda_population_memory(std::size_t limit = std::size_t{4} << 30);

/// Geometry of more than `table_limit` bytes stays in page-locked memory of the host and is copied for every call, the
/// next part while one is computed. `memory` null: its own.
std::unique_ptr<PopulationModel> make_cuda_population_model(const NepModel& shape, const LossSettings& settings,
                                                            const std::vector<const TrainFrame*>& frames,
                                                            std::size_t table_limit = population_table_limit,
                                                            std::shared_ptr<CudaPopulationMemory> memory = nullptr);

}  // namespace nacre::train
