#include "io/key_table.h"

#include <algorithm>

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

namespace {
std::string unescaped(std::string text) {
  std::erase(text, '\\');
  return text;
}

/// One word that the file's reader takes: "none" is one where it is among the values, elsewhere it means nothing.
bool can_be_written(const FileKey& key) {
  if (key.standard.empty() || key.standard == "needed" || key.standard.find(' ') != std::string::npos) return false;
  return key.standard != "none" || key.values.find("none") != std::string::npos;
}

/// What may be written, and what holds otherwise where the line does not say it.
std::string key_values(const FileKey& key) {
  const bool said = can_be_written(key) || key.standard.empty() || key.standard == "needed" || key.standard == "none";
  return " (" + unescaped(key.values) + (said ? "" : "; unless given: " + unescaped(key.standard)) + ")";
}

std::string section_of_key(const FileKey& key) {
  const std::size_t dot = key.name.find('.');
  return dot == std::string::npos ? "" : key.name.substr(0, dot);
}

std::string key_line(const FileKey& key) {
  const std::string section = section_of_key(key);
  const std::string name = section.empty() ? key.name : key.name.substr(section.size() + 1);
  if (can_be_written(key)) return name + ": " + key.standard;
  return name + ":" + (key.standard == "needed" ? "  # needed" : "");
}
}  // namespace

std::string key_file(const std::vector<FileKey>& keys, const std::string& indent, bool all_comments) {
  std::string text, open;
  const auto mark = [&](bool written) { return written || all_comments ? "" : "# "; };  // there the indent has one
  for (const FileKey& key : keys) {
    const std::string section = section_of_key(key);
    const auto has_one = [&](const FileKey& k) { return section_of_key(k) == section && can_be_written(k); };
    if (!section.empty() && section != open)  // a section without keys would be a key without a value
      text += indent + mark(std::any_of(keys.begin(), keys.end(), has_one)) + section + ":\n";
    open = section;
    const std::string inside = indent + (section.empty() ? "" : "  ");
    text += inside + "# " + unescaped(key.sentence) + key_values(key) + "\n";
    text += inside + mark(can_be_written(key)) + key_line(key) + "\n";
  }
  return text;
}

}  // namespace nacre
