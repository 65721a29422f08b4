// Words in double quotes for a YAML file, read back as they were.
#pragma once
#include <fmt/format.h>

#include <string>

namespace nacre::learn {

inline std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    const auto code = static_cast<unsigned char>(c);
    out += code < 32 ? fmt::format("\\x{:02x}", code) : std::string(1, c);
  }
  return out + "\"";
}

}  // namespace nacre::learn
