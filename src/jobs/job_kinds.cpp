// The jobs of the program: one row a command, in the order of the help. A new command is a row here.
#include <algorithm>

#include "jobs/job.h"

namespace nacre::jobs {

const std::vector<JobKind>& job_kinds() {
  static const std::vector<JobKind> kinds{};
  return kinds;
}

const JobKind* find_job(const std::string& command) {
  const auto& kinds = job_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const JobKind& k) { return k.command == command; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace nacre::jobs
