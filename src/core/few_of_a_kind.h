// Messages that say the same of many places.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace nacre {

inline constexpr std::size_t most_of_a_kind = 10;

/// The first ten of each kind, in their order, and after the last of them how many more there are. Of one kind are texts
/// that differ in numbers and in what stands between quotation marks.
std::vector<std::string> few_of_each_kind(const std::vector<std::string>& texts);

}  // namespace nacre
