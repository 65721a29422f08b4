// Where the models of a training are computed. The choice is made once, by the caller that makes the Models; the optimisers and the
// outputs ask here for models and do not know what device they are on.
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include "train/model/batch/batch_model.h"
#include "train/model/population/population.h"

namespace nacre::train {

/// On the CPU, unless others are put in (cuda_models.h). Arguments and contract: batch_model.h, population.h.
struct Models {
  using Frames = std::vector<const TrainFrame*>;
  std::function<std::unique_ptr<BatchModel>(const NepModel& shape, const Frames& frames, Grouping grouping)> batch =
      make_batch_model;
  std::function<std::unique_ptr<PopulationModel>(const NepModel& shape, const LossSettings& settings,
                                                 const Frames& frames, std::size_t table_limit)>
      population = make_population_model;
};

}  // namespace nacre::train
