#include "core/printable.h"

#include <algorithm>
#include <cstddef>
#include <sstream>

namespace nacre {

namespace {
/// Bytes of the UTF-8 character that begins the text; 0 when none does.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool is_overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool is_no_character = (first == 0xed && byte(1) >= 0xa0) || (first == 0xf4 && byte(1) >= 0x90) ||
                               (first == 0xef && byte(1) == 0xbf && byte(2) >= 0xbe);
  return is_overlong || is_no_character ? 0 : length;
}

bool is_control(std::string_view character) {
  const auto c = static_cast<unsigned char>(character[0]);
  if (character.size() == 2) return c == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;  // U+0080 to U+009F
  return character.size() == 1 && (c < 0x20 || c == 0x7f) && c != '\n' && c != '\t';
}

void append_code(std::string& out, char byte) {
  constexpr const char* digits = "0123456789abcdef";
  const auto c = static_cast<unsigned char>(byte);
  out += "\\x";
  out += digits[c >> 4];
  out += digits[c & 15];
}
}  // namespace

std::string printable(std::string_view text) {
  const auto is_plain = [](unsigned char c) { return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t'; };
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);  // as nearly every text is
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 || is_control(character))
      for (const char byte : character) append_code(out, byte);
    else
      out += character;
    text.remove_prefix(character.size());
  }
  return out;
}

std::size_t first_unprintable(std::string_view text) {
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    length = character_length(text.substr(at));
    const bool ends_line = text.substr(at, 2) == "\r\n";
    if (length == 0 || (!ends_line && is_control(text.substr(at, length)))) return at;
  }
  return std::string_view::npos;
}

std::string number_text(double value) {
  std::ostringstream text;
  text.precision(10);
  text << value;
  return text.str();
}

}  // namespace nacre
