// What the figures of tables share: short names of features, their order.
#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "report/figure.h"

namespace nacre::learn {

using report::color_of, report::ink, report::Legend, report::longest_width, report::Points, report::rectangle,
    report::text_width;

/// Names up to their first underscore (F3_nearest_guest_A: F3), unless two would be the same.
inline std::vector<std::string> short_names(const std::vector<std::string>& names) {
  std::vector<std::string> out = names;
  for (std::string& name : out) name.resize(std::min(name.size(), name.find('_')));
  std::vector<std::string> sorted = out;
  std::sort(sorted.begin(), sorted.end());
  const bool distinct = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  return distinct && sorted.front() != "" ? out : names;
}

/// Features in falling order of a value.
inline std::vector<int> falling_order(const std::vector<double>& value) {
  std::vector<int> order(value.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return value[a] > value[b]; });
  return order;
}

}  // namespace nacre::learn
