#include "core/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nacre {

std::string duration_text(double seconds) {
  const auto s = std::llround(std::max(0.0, seconds));
  if (s >= 3600) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  if (s >= 60) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{:.1f} s", std::max(0.0, seconds));
}

}  // namespace nacre
