#include "api/engine/engine_inside.h"

namespace nacre::v1 {

void throw_first(const std::vector<nacre::Error>& errors, const std::string& file) {
  if (errors.empty()) return;
  const nacre::Error& first = errors.front();
  if (errors.size() == 1) throw first;
  nacre::Error error(first.message() + "; and " + std::to_string(errors.size() - 1) + " more in the same files",
                     first.kind());
  error.file(first.file().empty() ? file : first.file());
  if (first.line() > 0) error.line(first.line());
  throw error;
}

}  // namespace nacre::v1
