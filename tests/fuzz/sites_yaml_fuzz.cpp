// The map `features:` of sites.yaml, and the line of definition that a table and a forest hold.
#include "fuzz.h"
#include "sites/feature_keys.h"

namespace nacre::fuzz {

void sites_yaml(Bytes bytes) {
  sites::FeatureSettings settings;
  std::vector<Error> errors;
  sites::read_feature_file(file_of(bytes, "sites.yaml"), settings, errors);
  require_messages(errors);
  if (!errors.empty()) return;
  const std::string line = sites::definition(settings);
  require(sites::definition(sites::settings_of(line)) == line, "a definition is read as it was");
}

}  // namespace nacre::fuzz
