#include "jobs/detailed_error.h"

#include <fmt/format.h>

#include "core/few_of_a_kind.h"
#include "jobs/text.h"

namespace nacre::jobs {

std::vector<std::string> few_texts(const std::vector<Error>& errors) {
  std::vector<std::string> texts;
  for (const Error& e : errors) texts.emplace_back(e.what());
  return few_of_each_kind(texts);
}

Error number_of(const std::vector<Error>& errors, const std::string& what, const std::string& file) {
  return Error(fmt::format("{} error{} in {}", errors.size(), plural(errors.size()), what)).file(file);
}

void throw_all(const std::vector<Error>& errors, const std::string& what, const std::string& file) {
  if (!errors.empty()) throw DetailedError(number_of(errors, what, file)).causes(errors);
}

}  // namespace nacre::jobs
