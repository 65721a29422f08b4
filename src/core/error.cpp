#include "core/error.h"

#include <algorithm>

#include "core/printable.h"

namespace nacre {

namespace {
/// Enough of a word to know it again.
std::string shortened(std::string_view word) {
  constexpr std::size_t longest = 200;
  return printable(word.substr(0, longest)) + (word.size() > longest ? ".." : "");
}
}  // namespace

Error::Error(std::string what_went_wrong, Kind kind) : kind_(kind), cause_(std::move(what_went_wrong)) { rebuild(); }

Error& Error::file(std::string path) { return file_ = std::move(path), rebuild(), *this; }
Error& Error::line(long number) { return line_ = number, rebuild(), *this; }
Error& Error::key(std::string name) { return key_ = std::move(name), rebuild(), *this; }
Error& Error::value(std::string_view given) { return value_ = shortened(given), rebuild(), *this; }
Error& Error::allowed(std::string range) { return allowed_ = std::move(range), rebuild(), *this; }
Error& Error::nearest(std::string known) { return nearest_ = std::move(known), rebuild(), *this; }

std::string Error::message() const {
  std::string m = key_.empty() ? cause_ : shortened(key_) + ": " + cause_;
  if (!value_.empty()) m += ", given '" + value_ + "'";
  if (!allowed_.empty()) m += ", allowed: " + allowed_;
  if (!nearest_.empty()) m += "; did you mean '" + nearest_ + "'?";
  return m;
}

void Error::rebuild() {
  text_ = file_;
  if (line_ > 0) text_ += (text_.empty() ? "line " : ":") + std::to_string(line_);
  if (!text_.empty()) text_ += ": ";
  text_ = printable(text_ + message());
}

namespace {
// Edit distance in which two neighbouring letters in the wrong order count as one error, as a typing hand does
// (optimal string alignment): insert, remove, replace, swap.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::size_t columns = b.size() + 1;
  std::vector<std::size_t> distance((a.size() + 1) * columns);
  const auto d = [&](std::size_t i, std::size_t j) -> std::size_t& { return distance[i * columns + j]; };
  for (std::size_t j = 0; j <= b.size(); ++j) d(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    d(i, 0) = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = d(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      d(i, j) = std::min({replaced, d(i - 1, j) + 1, d(i, j - 1) + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d(i, j) = std::min(d(i, j), d(i - 2, j - 2) + 1);
    }
  }
  return d(a.size(), b.size());
}

bool same_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : int{c}; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}
}  // namespace

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
  for (const auto& k : known)
    if (same_but_for_case(word, k)) return k;
  constexpr std::size_t longest = 100;  // of words that somebody typed: the distance costs the product of the lengths
  if (word.size() < 2 || word.size() > longest) return "";  // one letter is near to every other
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 2) + 1;
  for (const auto& k : known) {
    const std::size_t longer = std::max(word.size(), k.size()), least = longer - std::min(word.size(), k.size());
    if (least >= best_distance) continue;  // letters that are too many; a word may be a whole file
    const std::size_t d = edit_distance(word, k);
    const bool shares_a_letter = d < longer;
    if (shares_a_letter && d < best_distance) best_distance = d, best = k;
  }
  return best;
}

}  // namespace nacre
