// insert.yaml.
#include "fuzz.h"
#include "insert/settings.h"

namespace nacre::fuzz {

void insert_yaml(Bytes bytes) {
  std::vector<Error> errors;
  const insert::InsertSettings settings = insert::read_insert_settings(file_of(bytes, "insert.yaml"), errors);
  require_messages(errors);
  if (!errors.empty()) return;
  require(!settings.seeds.empty(), "there is a seed");
  settings.ion_charge(), settings.min_distance_to("C");
  insert::potential_path(settings);
}

}  // namespace nacre::fuzz
