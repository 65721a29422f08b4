#include "report/render.h"

#include <fmt/format.h>

namespace nacre::report {

namespace {
constexpr int margin = 2, found_width = 26;

std::string quoted(const std::string& word) {
  if (word.find_first_of(",\"\n") == std::string::npos) return word;
  std::string out = "\"";
  for (const char c : word) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string cell_text(const Cell& cell, const std::string& format) {
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format(fmt::runtime(format), *real);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  if (const auto* word = std::get_if<std::string>(&cell)) return quoted(*word);
  return "";
}
}  // namespace

const Section* Report::find(const std::string& section) const {
  for (const Section& s : sections)
    if (s.key == section) return &s;
  return nullptr;
}

std::string row_text(const Row& row, int what_width) {
  const bool alone = !row.published || row.published->words.empty();
  return alone ? fmt::format("{:{}}{:<{}}{}\n", "", margin, row.what, what_width, row.found)
               : fmt::format("{:{}}{:<{}}{:<{}}{}\n", "", margin, row.what, what_width, row.found, found_width,
                             row.published->words);
}

std::string published_line(const std::string& head, int what_width) {
  return fmt::format("{:{}}{}\n", "", margin + what_width + found_width, head);
}

std::string section_text(const Section& section, int what_width) {
  std::string text = section.title.empty() ? "" : section.title + "\n";
  if (!section.refusal.empty()) text += fmt::format("{:{}}not done: {}\n", "", margin, section.refusal);
  for (const Row& row : section.rows) text += row_text(row, what_width);
  return text;
}

std::string page_text(const Report& report) {
  if (!report.words.empty()) return report.words;
  std::string text;
  for (const std::string& line : report.head) text += line + "\n";
  if (!report.published_head.empty()) text += published_line(report.published_head, report.what_width);
  for (const Section& section : report.sections) text += section_text(section, report.what_width);
  if (!report.notes.empty()) text += "\n";
  for (const std::string& note : report.notes) text += note + "\n";
  return text;
}

std::string csv_text(const Table& table) {
  std::string text;
  for (const std::string& comment : table.comments) text += "# " + comment + "\n";
  for (std::size_t c = 0; c < table.columns.size(); ++c) text += (c == 0 ? "" : ",") + quoted(table.columns[c].name);
  text += "\n";
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) text += ",";
      text += cell_text(row[c], table.columns[c].format);
    }
    text += "\n";
  }
  return text;
}

std::vector<File> files_of(const Report& report) {
  std::vector<File> files;
  for (const Table& table : report.tables) files.push_back({table.name, csv_text(table)});
  for (const Figure& figure : report.figures) files.push_back({figure.name, figure.svg});
  files.insert(files.end(), report.files.begin(), report.files.end());
  return files;
}

}  // namespace nacre::report
