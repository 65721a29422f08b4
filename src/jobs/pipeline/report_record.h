// A report as YAML: what a page needs of it (head, sections with their rows, notes), kept in stage.yaml.
#pragma once
#include <yaml-cpp/yaml.h>

#include "report/report.h"

namespace nacre::jobs::pipeline {

/// Numbers have as many digits as bring back every bit.
void emit(YAML::Emitter& out, const report::Report& report);
/// Throws YAML::Exception for something else.
report::Report report_in(const YAML::Node& node);

}  // namespace nacre::jobs::pipeline
