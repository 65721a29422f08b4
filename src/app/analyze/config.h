// --config FILE.yaml for every analysis: keys are the long names of options. What the command line says wins.
//   rmax: 12                 an option of the analysis that is called, which must have it
//   rings:                   a section (a map under the name of an analysis): options of that analysis only; it wins
//   over
//     cutoff: [C-C=1.85]     the keys outside. A list stands where an option may be repeated
// Sections of analyses that are not called are checked by name, so that no typing error waits. nacre analyze all takes
// the sections of the analyses on its page as their options. yaml-cpp reads, CLI11 converts and checks the values, as
// it does those of the command line.
#pragma once
#include "app/commands.h"

namespace nacre::app {

/// Adds --config and --schema to every analysis registered so far.
void add_config(CLI::App& analyze, GlobalOptions& options);

/// Gives `option` of an analysis a value unless it has one; for defaults that depend on other options.
void set_unless_given(CLI::App& command, const std::string& option, const std::string& value);

}  // namespace nacre::app
