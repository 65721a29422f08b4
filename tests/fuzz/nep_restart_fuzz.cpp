// nep.restart of a model with five parameters.
#include "fuzz.h"
#include "train/optimise/restart.h"

namespace nacre::fuzz {

void nep_restart(Bytes bytes) {
  constexpr std::size_t count = 5;
  const train::SearchStart start = train::read_restart(file_of(bytes), count);
  require(start.mean.size() == count && start.sigma.size() == count, "as many rows as parameters");
  const std::string again = scratch_folder() + "/again";
  train::write_restart(again, start.mean, start.sigma);
  train::read_restart(again, count);
}

}  // namespace nacre::fuzz
