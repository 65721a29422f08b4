#include "jobs/page/page_viewer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "core/error.h"
#include "io/words.h"

namespace nacre::jobs {

namespace {
bool begins_with(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) { return a == std::tolower(b); });
}

/// </script and <!-- would end the element, or hide its end, wherever they stand. In a string or a pattern of JavaScript
/// the backslash changes nothing.
std::string harmless(std::string script) {
  for (std::size_t at = script.find('<'); at != std::string::npos; at = script.find('<', at + 1)) {
    const std::string_view rest = std::string_view(script).substr(at + 1, 8);
    if (begins_with(rest, "/script") || begins_with(rest, "!--")) script.insert(at + 1, "\\");
  }
  return script;
}
}  // namespace

void PageViewer::add_to(Options& table) {
  table.add("viewer", file, "A file 3Dmol.js, which goes into the page and turns the structure there").as(Path::input);
}

std::string PageViewer::read(const Surroundings& around) const {
  if (file.empty()) return "";
  const std::string path = around.path(file);
  const auto refused = [&](const char* why) { return Error(why).file(path).key("viewer"); };
  std::string script = read_text(path);
  if (script.size() > largest_viewer)
    throw refused("too large for a page").allowed(fmt::format("{} bytes", largest_viewer));
  if (script.find("3Dmol") == std::string::npos) throw refused("this is not 3Dmol.js");
  return harmless(std::move(script));
}

void show_structure(const ShownStructure& shown, const std::string& beside, const std::string& viewer,
                    report::Page& page, report::PagePart& part) {
  add_structure(shown, beside, part);
  if (viewer.empty()) return;
  if (shown.atoms.size() > most_viewed_atoms)
    page.warnings.push_back(
        fmt::format("the structure has {} atoms; a viewer turns {} at most", shown.atoms.size(), most_viewed_atoms));
  else
    page.model = report::PageModel{viewer, structure_xyz(shown)};
}

}  // namespace nacre::jobs
