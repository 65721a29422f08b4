// YAML files of the user: settings of an insertion, stages of a pipeline, options, figures to compare with.
#pragma once
#include <yaml-cpp/yaml.h>

#include <string>

namespace nacre {

/// The document in `text`, which is the content of `file`. Throws Error with file and line when it is not YAML, when a key
/// of a map is given twice, when a second document follows, which nobody would read, when it is nested without end (a list
/// that holds itself) or holds references (&, *) to a million values or more.
YAML::Node parse_yaml(const std::string& text, const std::string& file);
/// The same of the file. Throws Error also when it cannot be read.
YAML::Node read_yaml(const std::string& file);

}  // namespace nacre
