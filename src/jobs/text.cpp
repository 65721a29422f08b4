#include "jobs/text.h"

#include <fmt/format.h>

#include <sstream>

namespace nacre::jobs {

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

report::Row number_row(std::string key, std::string what, double value, std::string unit, const std::string& format) {
  report::Row row;
  row.key = std::move(key), row.what = std::move(what), row.unit = std::move(unit);
  row.found = fmt::format(fmt::runtime(format), value);
  row.value = value;
  return row;
}

std::string first_columns(const std::string& text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t count = 0; end < text.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
    if (begins && count++ == columns) break;
  }
  return text.substr(0, end);
}

std::string note_text(const std::string& note) {
  constexpr std::size_t width = 110;
  std::string out = "note:", line = out;
  std::istringstream words(note);
  for (std::string word; words >> word;) {
    const bool breaks = line.size() + 1 + word.size() > width;
    out += fmt::format("{}{}", breaks ? "\n      " : " ", word);
    line = fmt::format("{} {}", breaks ? "     " : line, word);
  }
  return out + "\n";
}

}  // namespace nacre::jobs
