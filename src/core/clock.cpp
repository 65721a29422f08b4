#include "core/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/whole_number.h"

namespace nacre {

std::string duration_text(double seconds) {
  const auto s = nearest_within<std::int64_t>(seconds, 0);
  if (s >= 3600) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  if (s >= 60) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{:.1f} s", std::max(0.0, seconds));
}

}  // namespace nacre
