// nep.in, and zbl.in beside it.
#include "fuzz.h"
#include "train/settings.h"

namespace nacre::fuzz {

void nep_in(Bytes bytes) {
  const std::vector<Bytes> parts = parts_of(bytes, 2);
  const std::string file = file_of(parts[0], "nep.in");
  file_of(parts[1], "zbl.in");
  std::vector<Error> errors;
  const train::TrainSettings settings = train::read_nep_in(file, errors);
  require_messages(errors);
  train::settings_hash(settings);
  if (errors.empty()) require(settings.shape.types() > 0, "settings without an error have atoms");
}

}  // namespace nacre::fuzz
