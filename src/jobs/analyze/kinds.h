// The analyses as jobs, for the table of jobs.
#pragma once
#include <vector>

#include "jobs/job.h"

namespace nacre::jobs::analyze {

/// nacre analyze X, in the order of the help.
std::vector<JobKind> analysis_kinds();

}  // namespace nacre::jobs::analyze
