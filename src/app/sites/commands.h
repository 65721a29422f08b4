// The subcommands of nacre sites, one source each. A new one: a function here, a line in command_sites.cpp.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/commands.h"
#include "sites/feature_settings.h"

namespace nacre::app {

/// The keys of the features on a command line: --settings FILE.yaml, and an option for each key, which goes before the
/// file.
struct FeatureArguments {
  std::string file;
  std::vector<std::pair<std::string, std::string>> given;  ///< key, value

  /// `arguments` must outlive the command.
  static void add_options(CLI::App& command, const std::shared_ptr<FeatureArguments>& arguments);
  /// What was given, over `base`. Throws Error(bad_input); when the file has more than one error all are printed.
  sites::FeatureSettings settings(const sites::FeatureSettings& base = {}) const;
};

void register_sites_features(CLI::App& sites, GlobalOptions& options);

}  // namespace nacre::app
