// Maps, lists and comments for yaml-cpp's emitter. Numbers are given as text, with the digits that the file shall have.
#pragma once
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <string>
#include <vector>

namespace nacre::learn {

/// As many digits as bring back every bit.
inline std::string exact(double value) { return std::isnan(value) ? ".nan" : fmt::format("{}", value); }

template <class T>
void put(YAML::Emitter& out, const char* key, const T& value) {
  out << YAML::Key << key << YAML::Value << value;
}

inline void put_quoted(YAML::Emitter& out, const char* key, const std::string& words) {
  out << YAML::Key << key << YAML::Value << YAML::DoubleQuoted << words;
}

inline void put_quoted(YAML::Emitter& out, const char* key, const std::vector<std::string>& words) {
  out << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginSeq;
  for (const std::string& word : words) out << YAML::DoubleQuoted << word;
  out << YAML::EndSeq;
}

inline void put_numbers(YAML::Emitter& out, const char* key, const std::vector<double>& values) {
  out << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginSeq;
  for (const double value : values) out << exact(value);
  out << YAML::EndSeq;
}

/// On a line of its own.
inline void comment(YAML::Emitter& out, const char* words) { out << YAML::Newline << YAML::Comment(words); }

}  // namespace nacre::learn
