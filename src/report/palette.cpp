#include "report/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace nacre::report {

namespace {
constexpr const char* series_colors[] = {blue, orange, green, purple, yellow, light_blue, ink};

struct Rgb {
  double red, green, blue;
};
constexpr Rgb white{255, 255, 255}, deep_blue{33, 102, 172}, deep_red{178, 24, 43};
constexpr Rgb low_blue{30, 136, 229}, middle_purple{142, 53, 172}, high_red{255, 13, 87};

std::string mixed(Rgb a, Rgb b, double share) {
  const auto part = [&](double x, double y) { return static_cast<int>(std::lround(x + share * (y - x))); };
  return fmt::format("#{:02x}{:02x}{:02x}", part(a.red, b.red), part(a.green, b.green), part(a.blue, b.blue));
}
}  // namespace

const char* color_of(std::size_t series) { return series_colors[series % std::size(series_colors)]; }

std::string diverging(double value) {
  return mixed(white, value < 0 ? deep_blue : deep_red, std::min(1.0, std::abs(value)));
}

std::string white_to_blue(double value) { return mixed(white, deep_blue, value); }

std::string low_to_high(double value) {
  return value < 0.5 ? mixed(low_blue, middle_purple, 2 * value) : mixed(middle_purple, high_red, 2 * value - 1);
}

}  // namespace nacre::report
