#include "core/lines.h"

#include <algorithm>

namespace nacre {

std::vector<std::string_view> line_views(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::vector<std::string> split_lines(std::string_view text) {
  const std::vector<std::string_view> views = line_views(text);
  return {views.begin(), views.end()};
}

}  // namespace nacre
