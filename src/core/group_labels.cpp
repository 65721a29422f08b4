#include "core/group_labels.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace nacre {

namespace {
constexpr std::size_t always_allowed = 10000;
}  // namespace

int group_count(const std::vector<int>& labels) {
  if (labels.empty()) return 0;
  const int largest = *std::max_element(labels.begin(), labels.end());
  const std::size_t most = std::max(always_allowed, labels.size());
  if (largest >= 0 && static_cast<std::size_t>(largest) >= most)
    throw Error("the labels of groups are numbers from 0; one of them is too large to be the number of a group")
        .key("group")
        .value(std::to_string(largest))
        .allowed("0 .. " + std::to_string(most - 1));
  return largest + 1;
}

}  // namespace nacre
