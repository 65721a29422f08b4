// How much disk a training will take.
#pragma once
#include <string>

#include "train/data/train_set.h"
#include "train/settings.h"

namespace nacre::train {

/// A sentence, when less is free on the disk of its folder; else "".
std::string disk_warning(const TrainSettings& settings, const TrainSet& train, const TrainSet& test);

}  // namespace nacre::train
