// What other commands need of `nacre pipeline`.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"

namespace nacre::app {

/// Is this YAML file the configuration of a pipeline, that is, a map with `stages`?
bool is_pipeline(const std::string& file);
/// For `nacre check`: all that is wrong with it and the files it names.
void list_pipeline_errors(const std::string& file, std::vector<Error>& errors);

}  // namespace nacre::app
