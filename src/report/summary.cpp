#include "report/summary.h"

#include <yaml-cpp/yaml.h>

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
}  // namespace

std::string Summary::yaml() const {
  YAML::Emitter out;
  out.SetDoublePrecision(17);
  out << YAML::BeginMap;
  for (const auto& [key, entry] : entries_) {
    out << YAML::Key << key << YAML::Value;
    std::visit([&](const auto& e) { emit(out, e); }, entry);
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace nacre::report
