// The page of nacre learn: errors of the rounds, by class, with links to the pages of the trainings.
#pragma once
#include "jobs/learn/settings.h"
#include "jobs/page/live_page.h"

namespace nacre::jobs::learn {

/// In the folder of the rounds. `settings` must outlive it.
PageSource learn_page(const LoopSettings& settings);

}  // namespace nacre::jobs::learn
