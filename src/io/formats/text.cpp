#include "io/formats/text.h"

#include <algorithm>

#include "io/words.h"

namespace nacre::formats {

bool is_number(std::string_view word) {
  try {
    to_real(word, "");
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool has_numbers(std::string_view line, std::size_t count) {
  const std::vector<std::string> words = split_words(line);
  return words.size() == count && std::all_of(words.begin(), words.end(), is_number);
}

std::string_view columns(std::string_view line, std::size_t first, std::size_t last) {
  if (line.size() < first) return {};
  std::string_view part = line.substr(first - 1, last - first + 1);
  while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
  while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
  return part;
}

}  // namespace nacre::formats
