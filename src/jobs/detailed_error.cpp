#include "jobs/detailed_error.h"

#include <fmt/format.h>

#include "jobs/text.h"

namespace nacre::jobs {

Error number_of(const std::vector<Error>& errors, const std::string& what, const std::string& file) {
  return Error(fmt::format("{} error{} in {}", errors.size(), plural(errors.size()), what)).file(file);
}

void throw_all(const std::vector<Error>& errors, const std::string& what, const std::string& file) {
  if (!errors.empty()) throw DetailedError(number_of(errors, what, file)).causes(errors);
}

}  // namespace nacre::jobs
