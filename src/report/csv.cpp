#include "report/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace nacre::report {

namespace {
void append_words(std::string& out, const std::string& words) {
  if (words.find_first_of(",\"\n\r") == std::string::npos) {
    out += words;
    return;
  }
  out += '"';
  for (const char c : words) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  out += '"';
}

void append_cell(std::string& out, const Cell& cell, const std::string& format) {
  if (const auto* number = std::get_if<double>(&cell))
    fmt::vformat_to(std::back_inserter(out), format, fmt::make_format_args(*number));
  else if (const auto* integer = std::get_if<std::int64_t>(&cell))
    fmt::format_to(std::back_inserter(out), "{}", *integer);
  else if (const auto* words = std::get_if<std::string>(&cell))
    append_words(out, *words);
}
}  // namespace

namespace {
void append_rows(std::string& out, const Table& table) {
  for (const std::vector<Cell>& row : table.rows)
    for (std::size_t c = 0; c < row.size(); ++c) {
      append_cell(out, row[c], table.columns[c].format);
      out += c + 1 < row.size() ? ',' : '\n';
    }
}
}  // namespace

std::string csv_text(const Table& table) {
  std::string out;
  for (const std::string& comment : table.comments) out += "# " + comment + "\n";
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    append_words(out, table.columns[c].name);
  }
  out += '\n';
  append_rows(out, table);
  return out;
}

void append(Table& table, Table later) {
  if (table.columns.empty())
    table = std::move(later);
  else
    std::move(later.rows.begin(), later.rows.end(), std::back_inserter(table.rows));
}

void add_comments(Table& table, const std::string& lines) {
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', begin), lines.size());
    table.comments.push_back(lines.substr(begin, end - begin));
    begin = end + 1;
  }
}

Cell finite_cell(std::optional<double> value) {
  Cell cell;
  if (value && std::isfinite(*value)) cell = *value;
  return cell;
}

}  // namespace nacre::report
