// Small pieces of text that readers and writers of formats share.
#pragma once
#include <charconv>
#include <string>
#include <string_view>

namespace nacre::formats {

/// The shortest text that reads back to the same bits.
inline std::string exact(double value) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}
/// The line is so many numbers and nothing else.
bool has_numbers(std::string_view line, std::size_t count);
bool is_number(std::string_view word);
/// Columns `first` to `last` (from 1, both included) without blanks around; "" where the line is shorter.
std::string_view columns(std::string_view line, std::size_t first, std::size_t last);

}  // namespace nacre::formats
