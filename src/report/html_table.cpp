#include "report/html_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/csv.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/read_csv.h"

namespace nacre::report {

namespace {
constexpr std::size_t columns_shown = 40, letters_shown = 80;
constexpr double largest_whole = 1e15;

std::string header(const std::string& words, const char* scope) {
  return text_element("th", words, {{"scope", scope}});
}

/// What is wider than the page scrolls by itself, also by keys.
std::string scrolling(const std::string& name, const std::string& content) {
  return element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", name}}, content);
}

bool is_published(const Row& row) { return row.published && !row.published->words.empty(); }

std::string html_row(const Row& row, bool with_published) {
  std::string cells = header(row.what, "row") + text_element("td", row.found);
  if (with_published) cells += text_element("td", is_published(row) ? row.published->words : "");
  return element("tr", {}, cells);
}

/// A cell as a reader wants it: whole numbers in full, others with six digits.
std::string number_words(double value) {
  const bool whole = std::trunc(value) == value && std::abs(value) < largest_whole;
  return whole ? fmt::format("{:.0f}", value) : fmt::format("{:.6g}", value);
}

std::string html_cell(const Cell& cell) {
  if (const std::optional<double> number = number_of(cell))
    return text_element("td", number_words(*number), {{"class", "n"}});
  const auto* words = std::get_if<std::string>(&cell);
  return text_element("td", words == nullptr ? "" : words->substr(0, letters_shown));
}

std::string html_cells(const std::vector<Cell>& row) {
  std::string cells;
  for (std::size_t c = 0; c < std::min(row.size(), columns_shown); ++c) cells += html_cell(row[c]);
  return element("tr", {}, cells) + "\n";
}

/// Every so many-th row is shown.
std::size_t stride(const Table& table) {
  return std::max<std::size_t>(1, (table.rows.size() + rows_shown - 1) / rows_shown);
}

std::string table_body(const Table& table) {
  std::string rows;
  for (std::size_t r = 0; r < table.rows.size(); r += stride(table)) rows += html_cells(table.rows[r]);
  return element("tbody", {}, rows);
}

std::string table_head(const Table& table) {
  std::string names;
  for (std::size_t c = 0; c < std::min(table.columns.size(), columns_shown); ++c)
    names += header(table.columns[c].name.substr(0, letters_shown), "col");
  return element("thead", {}, element("tr", {}, names));
}

/// What of the table stands below.
std::string shown_words(const Table& table) {
  std::string words = fmt::format("{} row{}", table.rows.size(), table.rows.size() == 1 ? "" : "s");
  if (stride(table) > 1)
    words += fmt::format(", of which rows 1, {}, {}, ... are shown", 1 + stride(table), 1 + 2 * stride(table));
  if (table.columns.size() > columns_shown)
    words += fmt::format(", with the first {} of {} columns", columns_shown, table.columns.size());
  return words;
}

std::string comment_lines(const Table& table, PageAllowance& allowance) {
  std::string lines;
  for (const std::string& comment : table.comments)
    lines += text_element("p", allowance.words(comment), {{"class", "soft"}});
  return lines;
}
}  // namespace

std::string html_rows(const Section& section, const std::string& published_head) {
  const bool published = std::any_of(section.rows.begin(), section.rows.end(), is_published);
  if (section.rows.empty()) return "";
  const std::string caption = section.title.empty() ? "Found" : section.title;
  std::string head = header("quantity", "col") + header("found", "col");
  if (published) head += header(published_head.empty() ? "published" : published_head, "col");
  std::string rows;
  for (const Row& row : section.rows) rows += html_row(row, published) + "\n";
  return scrolling(caption, element("table", {{"class", "rows"}},
                                    text_element("caption", caption) + element("thead", {}, element("tr", {}, head)) +
                                        element("tbody", {}, rows)));
}

Table rows_table(const Report& report) {
  Table table{"rows.csv",
              {},
              {{"section"},
               {"key"},
               {"quantity"},
               {"found"},
               {"value", "{:.12g}"},
               {"error", "{:.12g}"},
               {"unit"},
               {"published"},
               {"source"}},
              {}};
  for (const Section& section : report.sections)
    for (const Row& row : section.rows) {
      const Published beside = row.published.value_or(Published{});
      table.rows.push_back({section.key, row.key, row.what, row.found, finite_cell(row.value), finite_cell(row.error),
                            row.unit, beside.words, beside.source});
    }
  return table;
}

std::string html_table_links(const PageTable& table, PageAllowance& allowance) {
  std::vector<std::string> links;
  const std::string data =
      table.csv.empty() || table.csv.size() > PageAllowance::largest_data ? "" : data_link("text/csv", table.csv);
  if (!data.empty() && allowance.take_data(data.size()))
    links.push_back(text_element("a", table.name, {{"href", data}, {"download", table.name}}));
  if (!table.beside.empty())
    links.push_back(text_element("a", links.empty() ? table.name + ", beside this page" : "beside this page",
                                 {{"href", file_link(table.beside)}}));
  if (links.empty()) return text_element("span", table.name + " is too large for this page");
  return links.size() == 1 ? links[0] : links[0] + " (" + links[1] + ")";
}

std::string html_table(const PageTable& given, const std::string& links, PageAllowance& allowance) {
  const std::string whole = element("p", {}, "The whole of it: " + links);
  if (given.csv.empty() || !allowance.has_rows()) return whole;
  const Table table = read_csv(given.csv);
  const std::string shown =
      element("table", {},
              text_element("caption", given.name + ": " + shown_words(table)) + table_head(table) + table_body(table));
  if (!allowance.take_rows(shown.size())) return whole;
  return element("details", {},
                 text_element("summary", given.name + ", " + shown_words(table)) + whole +
                     comment_lines(table, allowance) + scrolling(given.name, shown));
}

std::string html_facts(const std::vector<std::pair<std::string, std::string>>& facts, const std::string& caption) {
  std::string rows;
  for (const auto& [name, value] : facts) rows += element("tr", {}, header(name, "row") + text_element("td", value));
  return scrolling(
      caption, element("table", {{"class", "rows"}}, text_element("caption", caption) + element("tbody", {}, rows)));
}

}  // namespace nacre::report
