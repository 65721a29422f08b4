#include "run/calls.h"

#include <limits>

namespace nacre::run {

bool ends_part(std::int64_t step, std::int64_t steps, std::int64_t parts) {
  return step * parts / steps != (step - 1) * parts / steps;
}

std::int64_t next_end_of_part(std::int64_t step, std::int64_t steps, std::int64_t parts) {
  if (steps <= 0) return std::numeric_limits<std::int64_t>::max();
  const std::int64_t part = step * parts / steps + 1;
  return (part * steps + parts - 1) / parts;
}

}  // namespace nacre::run
