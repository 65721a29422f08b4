// The loops of one instruction set: included by the small source of each.
#pragma once
#include "train/model/batch/batch_gradient.h"
#include "train/model/batch/batch_predict.h"

namespace nacre::train {

template <class V>
BatchLoop<typename LaneTraits<V>::Real> make_batch_loop() {
  return {LaneTraits<V>::lanes, &PredictTile<V>::scratch_reals, &GradientChunk<V>::scratch_reals,
          &PredictTile<V>::run_chunk, &GradientChunk<V>::run_chunk};
}

}  // namespace nacre::train
