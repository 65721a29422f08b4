#include "report/read_csv.h"

#include <cstdlib>

#include "core/lines.h"

namespace nacre::report {

namespace {
/// Words between commas; a quoted one may hold commas, and "" for a quotation mark.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      words.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      words.emplace_back();
    else
      words.back() += line[i];
  }
  return words;
}

Cell cell_of(const std::string& word) {
  if (word.empty()) return {};
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  return end == word.c_str() + word.size() ? Cell(value) : Cell(word);
}
}  // namespace

Table read_csv(const std::string& text) {
  Table table;
  for (const std::string& line : split_lines(text)) {
    if (line.empty()) continue;
    if (line[0] == '#') {
      table.comments.push_back(line.substr(line.size() > 1 && line[1] == ' ' ? 2 : 1));
      continue;
    }
    const std::vector<std::string> words = split(line);
    if (table.columns.empty()) {
      for (const std::string& name : words) table.columns.push_back({name});
    } else if (words.size() == table.columns.size()) {
      table.rows.emplace_back();
      for (const std::string& word : words) table.rows.back().push_back(cell_of(word));
    }
  }
  return table;
}

std::optional<double> number_of(const Cell& cell) {
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  return std::nullopt;
}

}  // namespace nacre::report
