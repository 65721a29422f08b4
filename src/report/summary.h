// Summary: what a command found, for the terminal and (as YAML, --summary FILE) for programs. Keys keep their order.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace nacre::report {

class Summary {
 public:
  using Value = std::variant<double, std::int64_t, std::string>;
  using Map = std::vector<std::pair<std::string, Value>>;

  void put(const std::string& key, double value) { entries_.emplace_back(key, Value(value)); }
  void put(const std::string& key, std::int64_t value) { entries_.emplace_back(key, Value(value)); }
  void put(const std::string& key, int value) { put(key, static_cast<std::int64_t>(value)); }
  void put(const std::string& key, const std::string& value) { entries_.emplace_back(key, Value(value)); }
  void put(const std::string& key, const char* value) { put(key, std::string(value)); }
  /// key: {name: value, ...}
  void put_map(const std::string& key, Map values) { entries_.emplace_back(key, std::move(values)); }
  /// key: [value, ...]
  void put_list(const std::string& key, std::vector<Value> values) { entries_.emplace_back(key, std::move(values)); }
  /// key: [{name: value, ...}, ...]
  void put_maps(const std::string& key, std::vector<Map> maps) { entries_.emplace_back(key, std::move(maps)); }

  /// key: {name: {name: value, ...}, ...}
  void put_named_maps(const std::string& key, std::vector<std::pair<std::string, Map>> maps) {
    entries_.emplace_back(key, std::move(maps));
  }

  /// key: a whole summary: the keys of one analysis among several.
  void put_summary(const std::string& key, Summary part);

  bool empty() const { return entries_.empty(); }
  bool has(const std::string& path) const;
  /// By keys between dots, "rdf.pairs.C-C.first_peak_A"; nothing when there is none, or no single value.
  std::optional<Value> value(const std::string& path) const;
  /// The same, where it is a number.
  std::optional<double> number(const std::string& path) const;
  /// The summary under this key; null when there is none.
  const Summary* part(const std::string& key) const;

  /// A file of an earlier call. Numbers become numbers, maps summaries. Throws Error(bad_input) with `name` as its file.
  static Summary read(const std::string& yaml, const std::string& name);

  /// The summary as YAML text; doubles with 17 digits, so that they are read back exactly.
  std::string yaml() const;

 private:
  using Entry = std::variant<Value, Map, std::vector<Value>, std::vector<Map>, std::vector<std::pair<std::string, Map>>,
                             std::vector<Summary>>;  ///< last: of one
  const Entry* find(const std::string& key) const;
  std::vector<std::pair<std::string, Entry>> entries_;
};

}  // namespace nacre::report
