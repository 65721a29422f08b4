#include "report/summary.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "core/error.h"
#include "io/yaml_file.h"

namespace nacre::report {

namespace {
void emit(YAML::Emitter& out, const Summary::Value& value) {
  std::visit([&](const auto& v) { out << v; }, value);
}

void emit(YAML::Emitter& out, const Summary::Map& map) {
  out << YAML::BeginMap;
  for (const auto& [key, value] : map) {
    out << YAML::Key << key << YAML::Value;
    emit(out, value);
  }
  out << YAML::EndMap;
}

void emit(YAML::Emitter& out, const std::vector<std::pair<std::string, Summary::Map>>& maps) {
  out << YAML::BeginMap;
  for (const auto& [key, map] : maps) {
    out << YAML::Key << key << YAML::Value;
    emit(out, map);
  }
  out << YAML::EndMap;
}

template <class T>
void emit(YAML::Emitter& out, const std::vector<T>& list) {
  out << YAML::BeginSeq;
  for (const auto& item : list) emit(out, item);
  out << YAML::EndSeq;
}
/// Every line two blanks further in.
std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    out += "  " + text.substr(begin, end - begin) + "\n";
  }
  return out;
}

/// What stands before the first dot of a path, and after it.
std::pair<std::string, std::string> first_key(const std::string& path) {
  const std::size_t dot = std::min(path.find('.'), path.size());
  return {path.substr(0, dot), dot < path.size() ? path.substr(dot + 1) : ""};
}

template <class T>
const T* at(const std::vector<std::pair<std::string, T>>& entries, const std::string& key) {
  for (const auto& entry : entries)
    if (entry.first == key) return &entry.second;
  return nullptr;
}

Summary::Value value_of(const YAML::Node& node) {
  double real = 0;
  std::int64_t whole = 0;
  if (YAML::convert<std::int64_t>::decode(node, whole)) return whole;
  if (YAML::convert<double>::decode(node, real)) return real;
  return node.IsScalar() ? node.Scalar() : std::string();
}

Summary::Map flat_map(const YAML::Node& node) {
  Summary::Map map;
  for (const auto& entry : node)
    if (entry.second.IsScalar()) map.emplace_back(entry.first.Scalar(), value_of(entry.second));
  return map;
}

void put_sequence(Summary& summary, const std::string& key, const YAML::Node& node) {
  if (node.size() > 0 && node[0].IsMap()) {
    std::vector<Summary::Map> maps;
    for (const auto& item : node) maps.push_back(flat_map(item));
    return summary.put_maps(key, std::move(maps));
  }
  std::vector<Summary::Value> values;
  for (const auto& item : node) values.push_back(value_of(item));
  summary.put_list(key, std::move(values));
}

Summary summary_of(const YAML::Node& map) {
  Summary summary;
  for (const auto& entry : map) {
    const std::string key = entry.first.Scalar();
    if (entry.second.IsMap())
      summary.put_summary(key, summary_of(entry.second));
    else if (entry.second.IsSequence())
      put_sequence(summary, key, entry.second);
    else
      std::visit([&](const auto& v) { summary.put(key, v); }, value_of(entry.second));
  }
  return summary;
}
}  // namespace

void Summary::put_summary(const std::string& key, Summary part) {
  std::vector<Summary> one;
  one.push_back(std::move(part));
  entries_.emplace_back(key, std::move(one));
}

const Summary::Entry* Summary::find(const std::string& key) const { return at(entries_, key); }

const Summary* Summary::part(const std::string& key) const {
  const Entry* entry = find(key);
  const auto* found = entry == nullptr ? nullptr : std::get_if<std::vector<Summary>>(entry);
  return found == nullptr ? nullptr : found->data();
}

bool Summary::has(const std::string& path) const {
  const auto [key, rest] = first_key(path);
  const Entry* entry = find(key);
  if (entry == nullptr || rest.empty()) return entry != nullptr;
  if (const Summary* below = part(key)) return below->has(rest);
  const auto* named = std::get_if<std::vector<std::pair<std::string, Map>>>(entry);
  return value(path).has_value() || (named != nullptr && at(*named, rest) != nullptr);
}

std::optional<Summary::Value> Summary::value(const std::string& path) const {
  const auto [key, rest] = first_key(path);
  const Entry* entry = find(key);
  if (entry == nullptr) return std::nullopt;
  const auto* single = std::get_if<Value>(entry);
  if (rest.empty()) return single != nullptr ? std::optional(*single) : std::nullopt;
  if (const Summary* below = part(key)) return below->value(rest);
  const auto* map = std::get_if<Map>(entry);
  std::string last = rest;
  if (const auto* named = std::get_if<std::vector<std::pair<std::string, Map>>>(entry)) {
    const auto [name, further] = first_key(rest);
    map = at(*named, name), last = further;
  }
  const Value* found = map == nullptr ? nullptr : at(*map, last);
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<double> Summary::number(const std::string& path) const {
  const std::optional<Value> found = value(path);
  if (!found) return std::nullopt;
  if (const auto* real = std::get_if<double>(&*found)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&*found)) return static_cast<double>(*whole);
  return std::nullopt;
}

Summary Summary::read(const std::string& yaml, const std::string& name) {
  try {
    const YAML::Node root = parse_yaml(yaml, name);
    if (!root.IsMap()) throw Error("not a summary: keys and values are expected").file(name);
    return summary_of(root);
  } catch (const YAML::Exception& e) {
    throw Error(e.msg).file(name).line(e.mark.line + 1);
  }
}

std::string Summary::yaml() const {
  std::string text;
  for (std::size_t k = 0; k < entries_.size();) {
    YAML::Emitter out;
    out.SetDoublePrecision(17);
    out << YAML::BeginMap;
    std::size_t end = k;
    for (; end < entries_.size() && !std::holds_alternative<std::vector<Summary>>(entries_[end].second); ++end) {
      out << YAML::Key << entries_[end].first << YAML::Value;
      std::visit(
          [&](const auto& e) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(e)>, std::vector<Summary>>) emit(out, e);
          },
          entries_[end].second);
    }
    out << YAML::EndMap;
    if (end > k) text += std::string(out.c_str()) + "\n";
    if (end < entries_.size())
      text += entries_[end].first + ":\n" + indented(std::get<std::vector<Summary>>(entries_[end].second)[0].yaml()),
          ++end;
    k = end;
  }
  return text.empty() ? "{}\n" : text;
}

}  // namespace nacre::report
