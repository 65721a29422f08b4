// The table of the keys of the features: one row a key. The options of `nacre sites features`, the map `features:` of a
// YAML file, the head of features.csv, the table in docs/sites.md and the definition that a forest stores are made from
// it.
#pragma once
#include <string>
#include <vector>

#include "io/words.h"
#include "sites/feature_settings.h"

namespace YAML {
class Node;
}

namespace nacre::sites {

struct FeatureKey {
  std::string name;
  std::string values;  ///< what may be written
  std::string sentence;
  void (*parse)(const Words& words, FeatureSettings& settings);  ///< reads `name value`
  std::string (*print)(const FeatureSettings& settings);         ///< the value as it would be written
};

const std::vector<FeatureKey>& feature_keys();
/// The table as Markdown; docs/sites.md holds it, and a test compares.
std::string feature_manual();

/// Sets one key from its word. Throws Error(bad_input) for an unknown key (with the nearest) or value; file and line
/// may be absent ("", 0).
void set_feature(FeatureSettings& settings, const std::string& key, const std::string& value,
                 const std::string& file = "", long line = 0);
/// Throws Error(bad_input) when keys contradict each other.
void check_features(const FeatureSettings& settings);
/// The map below `features:`; what is wrong is appended to `errors` with file, line, key, value and what is allowed.
void read_feature_map(const YAML::Node& map, const std::string& file, FeatureSettings& settings,
                      std::vector<Error>& errors);
/// The map `features:` of a YAML file; its other sections are not looked at. Throws Error when the file cannot be read,
/// is not YAML or has no such map.
void read_feature_file(const std::string& file, FeatureSettings& settings, std::vector<Error>& errors);

/// All keys and values in one line, "guest=Na host=C radius=5 ...": two settings make the same features when their
/// definitions are the same text.
std::string definition(const FeatureSettings& settings);
/// Settings from such a line. Throws Error(bad_input) for a key that is unknown or missing.
FeatureSettings settings_of(const std::string& definition);
/// Empty when they are the same; else the keys that differ, "radius (5 there, 6 here)".
std::string definition_difference(const std::string& there, const std::string& here);

}  // namespace nacre::sites
