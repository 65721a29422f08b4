#include "learn/table.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"

namespace nacre::learn {

namespace {
template <class T>
std::vector<T> pick(const std::vector<T>& from, const std::vector<int>& chosen) {
  std::vector<T> out;
  if (from.empty()) return out;
  out.reserve(chosen.size());
  for (const int row : chosen) out.push_back(from[row]);
  return out;
}

std::string note(const Notes& notes, const std::string& key) {
  for (const auto& [name, value] : notes)
    if (name == key) return value;
  return "";
}

std::string difference(const char* what, const Notes& mine, const Notes& theirs) {
  for (std::size_t i = 0; i < std::max(mine.size(), theirs.size()); ++i) {
    if (i >= theirs.size()) return fmt::format("{} '{}' is missing", what, mine[i].first);
    if (i >= mine.size()) return fmt::format("{} '{}' is one too many", what, theirs[i].first);
    if (mine[i].first != theirs[i].first)
      return fmt::format("{} {} is '{}', not '{}'", what, i + 1, theirs[i].first, mine[i].first);
    if (mine[i].second != theirs[i].second)
      return fmt::format("{} '{}' is '{}', not '{}'", what, mine[i].first, theirs[i].second, mine[i].second);
  }
  return "";
}

void check_index(const Table& table, const std::vector<int>& index, std::size_t count, const char* what) {
  if (!index.empty() && static_cast<int>(index.size()) != table.rows())
    throw Error(fmt::format("a table needs one {} a row", what)).file(table.file);
  for (const int i : index)
    if (i < 0 || i >= static_cast<int>(count)) throw Error(fmt::format("a {} out of range", what)).file(table.file);
}

void check_length(const Table& table, const std::string& name, const std::vector<double>& column) {
  if (static_cast<int>(column.size()) != table.rows())
    throw Error("the columns of a table differ in length").file(table.file).key(name);
}

void check_column(const Table& table, const std::string& name, const std::vector<double>& column) {
  check_length(table, name, column);
  for (const double x : column)
    if (!std::isfinite(x)) throw Error("not a finite number").file(table.file).key(name);
}
}  // namespace

std::string Definitions::difference_from(const Definitions& other) const {
  const std::string found = difference("feature", features, other.features);
  return found.empty() ? difference("option", options, other.options) : found;
}

Table Table::rows_of(const std::vector<int>& chosen) const {
  Table out = *this;
  for (auto& column : out.columns) column = pick(column, chosen);
  for (auto& column : out.extra) column = pick(column, chosen);
  out.label = pick(label, chosen), out.group = pick(group, chosen);
  out.place = pick(place, chosen), out.origin = pick(origin, chosen);
  return out;
}

Definitions Table::definitions(const std::vector<std::string>& option_keys) const {
  Definitions out;
  for (const std::string& name : features) out.features.emplace_back(name, note(notes, name));
  for (const std::string& key : option_keys) out.options.emplace_back(key, note(notes, key));
  return out;
}

void Table::check() const {
  if (features.size() != columns.size() || extra_names.size() != extra.size())
    throw Error("a table needs a name for every column").file(file);
  for (std::size_t f = 0; f < features.size(); ++f) check_column(*this, features[f], columns[f]);
  for (std::size_t f = 0; f < extra.size(); ++f) check_length(*this, extra_names[f], extra[f]);
  check_index(*this, label, classes.size(), "label");
  check_index(*this, group, groups.size(), "group");
}

std::vector<std::vector<double>> Scaling::apply(const Table& table) const {
  std::vector<std::vector<double>> out = table.columns;
  for (std::size_t f = 0; f < out.size(); ++f)
    for (double& x : out[f]) x = (x - mean[f]) / scale[f];
  return out;
}

Scaling scaling_of(const Table& table) {
  Scaling out;
  for (const auto& column : table.columns) {
    const double n = static_cast<double>(column.size());
    double mean = 0, square = 0;
    for (const double x : column) mean += x / n;
    for (const double x : column) square += (x - mean) * (x - mean) / n;
    const double deviation = std::sqrt(square);
    // Rounding of the mean leaves a constant column a deviation of its last bits.
    const bool constant = deviation <= 1e-13 * std::abs(mean);
    out.mean.push_back(mean), out.scale.push_back(constant ? 1 : deviation);
  }
  return out;
}

}  // namespace nacre::learn
