#include "jobs/detailed_error.h"

#include <fmt/format.h>

namespace nacre::jobs {

void throw_all(const std::vector<Error>& errors, const std::string& what, const std::string& file) {
  if (errors.empty()) return;
  const std::string number = fmt::format("{} error{} in {}", errors.size(), errors.size() == 1 ? "" : "s", what);
  throw DetailedError(Error(number).file(file)).causes(errors);
}

}  // namespace nacre::jobs
