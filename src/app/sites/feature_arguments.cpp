// The keys of the features on a command line.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/sites/commands.h"
#include "sites/feature_keys.h"

namespace nacre::app {

namespace {
std::string option_of(const std::string& key) {
  std::string option = "--" + key;
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}
}  // namespace

void FeatureArguments::add_options(CLI::App& command, const std::shared_ptr<FeatureArguments>& arguments) {
  command.add_option("--settings", arguments->file,
                     "YAML file with the keys below `features:`, for example sites.yaml");
  for (const sites::FeatureKey& k : sites::feature_keys())
    command
        .add_option_function<std::string>(
            option_of(k.name),
            [arguments, name = k.name](const std::string& value) { arguments->given.emplace_back(name, value); },
            k.sentence)
        ->default_str(k.print({}))
        ->group("Keys of the features");
}

sites::FeatureSettings FeatureArguments::settings(const sites::FeatureSettings& base) const {
  sites::FeatureSettings settings = base;
  if (!file.empty()) {
    std::vector<Error> errors;
    sites::read_feature_file(file, settings, errors);
    if (errors.size() == 1) throw errors.front();
    for (const Error& e : errors) fmt::print(stderr, "{}\n", e.what());
    if (!errors.empty()) throw Error(fmt::format("{} errors in the settings", errors.size())).file(file);
  }
  for (const auto& [key, value] : given) sites::set_feature(settings, key, value);
  sites::check_features(settings);
  return settings;
}

}  // namespace nacre::app
