// The options of a job as they were, for its page.
#pragma once
#include <string>

#include "jobs/job.h"

namespace nacre::jobs {

/// A line each, "name: value"; what has no value that can be shown is left out.
std::string option_values(Job& job);

}  // namespace nacre::jobs
