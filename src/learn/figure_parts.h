// What the figures share: colours, rectangles, panels side by side.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "report/svg.h"

namespace nacre::learn {

// Colours that stay apart for most eyes (Okabe and Ito).
inline constexpr const char* okabe_ito[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

inline const char* color_of(std::size_t i) { return okabe_ito[i % std::size(okabe_ito)]; }

struct Color {
  double red, green, blue;
};

inline std::string mixed(Color a, Color b, double share) {
  const auto part = [&](double x, double y) { return static_cast<int>(std::lround(x + share * (y - x))); };
  return fmt::format("#{:02x}{:02x}{:02x}", part(a.red, b.red), part(a.green, b.green), part(a.blue, b.blue));
}

/// -1 blue, 0 white, 1 red.
inline std::string diverging(double v) {
  constexpr Color white{255, 255, 255}, blue{33, 102, 172}, red{178, 24, 43};
  return mixed(white, v < 0 ? blue : red, std::min(1.0, std::abs(v)));
}

/// 0 blue, 1 red, through purple.
inline std::string low_to_high(double v) {
  constexpr Color blue{30, 136, 229}, purple{142, 53, 172}, red{255, 13, 87};
  return v < 0.5 ? mixed(blue, purple, 2 * v) : mixed(purple, red, 2 * v - 1);
}

inline void rectangle(Svg& svg, double x, double y, double width, double height, const std::string& color) {
  svg.area({{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, color, 1);
}

/// Width of words on the page, about.
inline double text_width(const std::string& words) { return 7.2 * static_cast<double>(words.size()); }

inline double longest_width(const std::vector<std::string>& names) {
  double width = 0;
  for (const std::string& name : names) width = std::max(width, text_width(name));
  return width;
}

/// Names up to their first underscore (F3_nearest_guest_A: F3), unless two would be the same.
inline std::vector<std::string> short_names(const std::vector<std::string>& names) {
  std::vector<std::string> out = names;
  for (std::string& name : out) name.resize(std::min(name.size(), name.find('_')));
  std::vector<std::string> sorted = out;
  std::sort(sorted.begin(), sorted.end());
  const bool distinct = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  return distinct && sorted.front() != "" ? out : names;
}

/// A range with a margin of 4 % on both sides.
inline Axis axis_around(double low, double high, double begin, double end) {
  if (!(high > low)) low -= 0.5, high += 0.5;
  const double margin = 0.04 * (high - low);
  return {low - margin, high + margin, begin, end};
}

/// Features in falling order of a value.
inline std::vector<int> falling_order(const std::vector<double>& value) {
  std::vector<int> order(value.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return value[a] > value[b]; });
  return order;
}

}  // namespace nacre::learn
