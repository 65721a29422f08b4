// The page of nacre train: loss and errors while it trains, and parity when it has ended.
#pragma once
#include "jobs/page/live_page.h"
#include "train/settings.h"

namespace nacre::jobs {

/// In the folder of the training. `settings` must outlive it.
PageSource train_page(const train::TrainSettings& settings);

}  // namespace nacre::jobs
