#include "analysis/pairs/pair_cutoffs.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/elements.h"
#include "core/error.h"
#include "io/ranges.h"

namespace nacre {

namespace {
constexpr const char* syntax = "A-B=value in A, such as C-C=1.85 or C-C=1.85,C-Na=3.0";

void check_element(const std::string& symbol, const std::string& option) {
  if (atomic_number(symbol) > 0) return;
  throw Error("unknown element '" + symbol + "'")
      .key("cutoff")
      .value(option)
      .allowed(syntax)
      .nearest(nearest_element(symbol));
}

PairCutoff parse_one(const std::string& option) {
  const auto equals = option.find('='), dash = option.find('-');
  if (dash == std::string::npos || equals == std::string::npos || dash > equals)
    throw Error("not a pair and its cutoff").key("cutoff").value(option).allowed(syntax);
  PairCutoff pair{option.substr(0, dash), option.substr(dash + 1, equals - dash - 1),
                  to_real(option.substr(equals + 1), "cutoff", lengths())};
  check_element(pair.first, option);
  check_element(pair.second, option);
  return pair;
}

bool same_pair(const PairCutoff& p, const std::string& a, const std::string& b) {
  return (p.first == a && p.second == b) || (p.first == b && p.second == a);
}

std::vector<std::string> split_at_commas(const std::vector<std::string>& options) {
  std::vector<std::string> parts;
  for (const std::string& option : options)
    for (std::size_t begin = 0; begin <= option.size();) {
      const std::size_t end = std::min(option.find(',', begin), option.size());
      parts.push_back(option.substr(begin, end - begin));
      begin = end + 1;
    }
  return parts;
}
}  // namespace

std::vector<PairCutoff> parse_pair_cutoffs(const std::vector<std::string>& options) {
  std::vector<PairCutoff> pairs;
  for (const std::string& option : split_at_commas(options)) {
    PairCutoff pair = parse_one(option);
    for (const PairCutoff& p : pairs)
      if (same_pair(p, pair.first, pair.second)) throw Error("this pair is given twice").key("cutoff").value(option);
    pairs.push_back(std::move(pair));
  }
  if (pairs.empty()) throw Error("a cutoff is missing").key("cutoff").allowed(syntax);
  return pairs;
}

std::vector<double> cutoff_table(const std::vector<PairCutoff>& pairs, const std::vector<std::string>& species) {
  const std::size_t n = species.size();
  std::vector<double> table(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      for (const PairCutoff& p : pairs)
        if (same_pair(p, species[i], species[j])) table[i * n + j] = p.cutoff;
  return table;
}

std::string to_text(const std::vector<PairCutoff>& pairs) {
  std::string text;
  for (const PairCutoff& p : pairs)
    text += fmt::format("{}{}-{}={}", text.empty() ? "" : ",", p.first, p.second, p.cutoff);
  return text;
}

}  // namespace nacre
