#include "force/potential_words.h"

#include <algorithm>

#include "core/elements.h"

namespace nacre {

namespace {
std::string nearest_element(const std::string& word) {
  std::vector<std::string> symbols;
  for (int z = 1; z <= element_count; ++z) symbols.emplace_back(element_symbol(z));
  return nearest_word(word, symbols);
}
}  // namespace

std::vector<Words> read_potential_lines(const std::string& path) {
  std::vector<Words> lines = read_word_lines(path);
  if (lines.empty()) throw Error("the potential file is empty").file(path).line(1);
  return lines;
}

std::vector<std::string> read_species(const Words& header, int most) {
  const auto count = static_cast<std::size_t>(header.integer(1, "number of elements", 1, most));
  header.expect_arguments(count + 1, count + 1, header[0] + " <number of elements> <one symbol an element>");
  std::vector<std::string> species;
  for (std::size_t i = 2; i < header.size(); ++i) {
    const std::string& symbol = header[i];
    if (atomic_number(symbol) == 0)
      throw header.error("unknown element").key("symbol").value(symbol).nearest(nearest_element(symbol));
    if (std::find(species.begin(), species.end(), symbol) != species.end())
      throw header.error("the element is named twice").key("symbol").value(symbol);
    species.push_back(symbol);
  }
  return species;
}

void expect_lines(const std::vector<Words>& lines, std::size_t count, const std::string& layout) {
  if (lines.size() == count) return;
  const Words& where = lines.size() > count ? lines[count] : lines.back();
  throw where.error(lines.size() > count ? "a line too many" : "the file ends too early")
      .value(std::to_string(lines.size()) + " lines")
      .allowed(std::to_string(count) + " lines: " + layout);
}

}  // namespace nacre
