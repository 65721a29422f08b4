#include "io/key_table.h"

namespace nacre {

namespace {
std::string escaped(const std::string& cell) {
  std::string out;
  for (const char c : cell) {
    if (c == '|' && !out.ends_with('\\')) out += '\\';
    out += c;
  }
  return out;
}

std::string line_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + escaped(cell) + " |";
  return line + "\n";
}
}  // namespace

std::string markdown_table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows) {
  std::string text = line_of(heads) + "|";
  for (std::size_t k = 0; k < heads.size(); ++k) text += "---|";
  text += "\n";
  for (const std::vector<std::string>& row : rows) text += line_of(row);
  return text;
}

std::string markdown_code(const std::string& words) { return "`" + words + "`"; }

}  // namespace nacre
