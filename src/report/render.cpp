#include "report/render.h"

#include <fmt/format.h>

namespace nacre::report {

namespace {
constexpr int margin = 2, found_width = 26;
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

std::vector<File> files_of(const Report& report) {
  std::vector<File> files;
  for (const Table& table : report.tables) files.push_back({table.name, csv_text(table)});
  for (const Figure& figure : report.figures) files.push_back({figure.name, figure.svg});
  files.insert(files.end(), report.files.begin(), report.files.end());
  return files;
}

}  // namespace nacre::report
