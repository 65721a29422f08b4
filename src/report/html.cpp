#include "report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/lines.h"
#include "report/csv.h"
#include "report/html_table.h"
#include "report/html_text.h"
#include "report/page_style.h"
#include "report/plain_drawing.h"

namespace nacre::report {

namespace {
constexpr std::size_t most_warnings = 50;

std::string part_id(std::size_t number) { return fmt::format("part-{}", number + 1); }

std::string paragraph(const std::string& words) { return text_element("p", words) + "\n"; }

/// Text whose columns stand below each other.
std::string aligned(const std::string& text) { return text_element("pre", text, {{"tabindex", "0"}}) + "\n"; }

bool has_columns(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(' ');
  return begin != std::string_view::npos && line.find("  ", begin) != std::string_view::npos;
}

/// Lines of a page of text: prose as paragraphs, tables of blanks as they are. A line that begins with blanks goes on
/// with what stands above it.
std::string prose(const std::string& text) {
  std::string out, words, table;
  const auto flush = [&] {
    if (!words.empty()) out += paragraph(words);
    if (!table.empty()) out += aligned(table);
    words.clear(), table.clear();
  };
  for (const std::string& line : split_lines(text)) {
    const bool in_table = has_columns(line) || (!table.empty() && line.rfind(' ', 0) == 0);
    if (line.empty() || in_table == table.empty()) flush();
    if (in_table)
      table += line + "\n";
    else if (!line.empty())
      words += (words.empty() ? "" : " ") + line;
  }
  flush();
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

class PageText {
 public:
  explicit PageText(const Page& page) : page_(page) {}

  std::string text() {
    const std::string content = body();
    return "<!DOCTYPE html>\n" + element("html", {{"lang", "en"}}, head() + "\n" + content) + "\n";
  }

 private:
  std::string title() const { return page_.command + ": " + page_.subject; }

  std::string head() const {
    std::string out =
        empty_element("meta", {{"charset", "utf-8"}}) + "\n" +
        empty_element("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}) + "\n";
    if (page_.running)
      out += empty_element("meta", {{"http-equiv", "refresh"}, {"content", std::to_string(refresh_seconds)}}) + "\n";
    const std::string shown = (page_.running ? "running, " : "") + title();
    return element("head", {}, out + text_element("title", shown) + "\n" + element("style", {}, page_style()));
  }

  std::string body() {
    const std::string head = header();
    std::string main = model();
    for (std::size_t k = 0; k < page_.parts.size(); ++k) main += part(page_.parts[k], k);
    main += settings();
    const std::string skip = text_element("a", "Skip to the results", {{"class", "skip"}, {"href", "#results"}});
    return element("body", {},
                   skip + "\n" + head + contents() + element("main", {{"id", "results"}, {"tabindex", "-1"}}, main) +
                       footer() + scripts());
  }

  std::string header() {
    std::string out = text_element("h1", title());
    const std::string state = (page_.running ? "Running: " : "") + page_.state;
    if (!page_.state.empty())
      out += text_element("p", allowance_.words(state), {{"class", "state"}, {"role", "status"}});
    return element("header", {}, out + warnings()) + "\n";
  }

  std::string warnings() {
    const std::vector<std::string>& all = page_.warnings;
    if (all.empty()) return "";
    std::string items;
    for (std::size_t k = 0; k < std::min(all.size(), most_warnings); ++k)
      items += text_element("li", allowance_.words(all[k]));
    if (all.size() > most_warnings) items += text_element("li", fmt::format("and {} more", all.size() - most_warnings));
    return element("section", {{"class", "warnings"}, {"aria-labelledby", "warnings"}},
                   text_element("h2", "Warnings and notes", {{"id", "warnings"}}) + element("ul", {}, items));
  }

  std::string contents() const {
    std::string items;
    const auto add = [&](const std::string& id, const std::string& words) {
      items += element("li", {}, text_element("a", words, {{"href", "#" + id}}));
    };
    for (std::size_t k = 0; k < page_.parts.size(); ++k)
      if (!page_.parts[k].title.empty()) add(part_id(k), page_.parts[k].title);
    add("settings", "Settings and versions");
    return element("nav", {{"aria-label", "Contents"}}, element("ul", {}, items)) + "\n";
  }

  std::string model() const {
    if (!page_.model) return "";
    return element("section", {{"aria-labelledby", "model"}},
                   text_element("h2", "Structure, to be turned", {{"id", "model"}}) +
                       element("div",
                               {{"id", "viewer"},
                                {"role", "img"},
                                {"aria-label", "structure in three dimensions"},
                                {"tabindex", "0"}},
                               "")) +
           "\n";
  }

  std::string part(const PagePart& p, std::size_t number) {
    std::string out;
    if (!p.title.empty()) out += text_element("h2", p.title, {{"id", part_id(number)}}) + "\n";
    if (!p.state.empty()) out += text_element("p", p.state, {{"class", "soft"}});
    if (!p.link.empty()) out += element("p", {}, text_element("a", "Its own page", {{"href", file_link(p.link)}}));
    // One after another: what comes first gets its share of the page, and data stand where they are first named.
    out += found(p.report);
    out += figures(p);
    out += tables(p);
    return p.title.empty() ? element("section", {}, out)
                           : element("section", {{"aria-labelledby", part_id(number)}}, out) + "\n";
  }

  std::string found(const Report& report) {
    std::string out = prose(allowance_.words(joined(report.head)));
    for (const Section& section : report.sections) {
      if (!section.refusal.empty())
        out += paragraph(section.title + ": not done: " + allowance_.words(section.refusal));
      const std::string rows = html_rows(section, report.published_head);
      out += allowance_.take_rows(rows.size()) ? rows : paragraph(section.title + ": too many rows for this page");
    }
    if (!report.words.empty()) out += prose(allowance_.words(report.words));
    out += rows_link(report);
    return out + prose(allowance_.words(joined(report.notes)));
  }

  std::string rows_link(const Report& report) {
    const Table table = rows_table(report);
    if (table.rows.empty()) return "";
    const std::string link = html_table_links({table.name, csv_text(table), ""}, allowance_);
    return element("p", {{"class", "links"}}, "These values: " + link) + "\n";
  }

  std::string figures(const PagePart& p) {
    std::string out;
    for (const PageFigure& f : p.figures) out += figure(f, p);
    return out.empty() ? "" : element("div", {{"class", "figures"}}, out) + "\n";
  }

  std::string figure(const PageFigure& f, const PagePart& p) {
    std::string caption = html_text(f.title) + ". ";
    if (!f.beside.empty()) caption += text_element("a", f.name, {{"href", file_link(f.beside)}}) + " ";
    for (const std::string& name : f.data)
      for (const PageTable& t : p.tables)
        if (t.name == name) caption += data_of(t) + " ";
    return element("figure", {}, drawing(f) + element("figcaption", {}, caption)) + "\n";
  }

  /// Data stand in the page once: where they are first named. Later names lead there.
  std::string data_of(const PageTable& table) {
    const auto [at, is_new] = data_ids_.try_emplace(&table, fmt::format("data-{}", data_ids_.size() + 1));
    if (is_new) return element("span", {{"id", at->second}}, html_table_links(table, allowance_));
    return text_element("a", table.name, {{"href", "#" + at->second}});
  }

  std::string drawing(const PageFigure& f) {
    const std::optional<std::string> drawn = page_drawing(f.svg, f.title);
    if (!drawn)
      return paragraph(f.svg.empty() ? "Too large for this page." : "Not a drawing of nacre; it is not shown.");
    if (!allowance_.take_figure(drawn->size())) return paragraph("Too large for this page.");
    return element("div", {{"class", "drawing scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", f.title}},
                   *drawn);
  }

  std::string tables(const PagePart& p) {
    std::string out;
    for (const PageTable& t : p.tables) out += html_table(t, data_of(t), allowance_) + "\n";
    return out.empty() ? "" : text_element("h3", "Data") + out;
  }

  std::string settings() {
    std::string out = text_element("h2", "Settings and versions", {{"id", "settings"}}) + "\n";
    if (!page_.facts.empty()) out += html_facts(page_.facts, "Made with");
    for (const File& file : page_.settings)
      out += text_element("h3", file.name) + aligned(allowance_.words(file.content));
    return element("section", {{"aria-labelledby", "settings"}}, out) + "\n";
  }

  std::string footer() const {
    const std::string words =
        page_.running
            ? fmt::format("This page loads itself again every {} seconds while the work runs.", refresh_seconds)
            : "The work has ended; this page stays as it is.";
    return element("footer", {}, paragraph(words));
  }

  std::string scripts() const {
    std::string out = element("script", {}, page_script());
    if (page_.model) {
      out += element("script", {}, page_.model->viewer);
      out += element("script", {}, viewer_script(page_.model->xyz));
    }
    return out;
  }

  const Page& page_;
  PageAllowance allowance_;
  std::map<const PageTable*, std::string> data_ids_;
};
}  // namespace

std::string PageAllowance::words(std::string_view all) {
  const std::size_t taken = std::min(all.size(), words_);
  words_ -= taken;
  if (taken == all.size()) return std::string(all);
  return std::string(all.substr(0, taken)) + "\n(the rest is too long for this page)";
}

std::string html_page(const Page& page) { return PageText(page).text(); }

}  // namespace nacre::report
