// The file of every checkpoint: the atoms and the named records of a run, a training, an insertion.
#include "fuzz.h"
#include "io/checkpoint.h"
#include "io/words.h"

namespace nacre::fuzz {

void checkpoint(Bytes bytes) {
  const Checkpoint first = read_checkpoint(file_of(with_checksum(bytes)));
  const std::string again = scratch_folder() + "/again";
  write_checkpoint(again, first.system, first.parts);
  const std::string text = read_text(again);
  const Checkpoint second = read_checkpoint(again);
  write_checkpoint(again, second.system, second.parts);
  require(read_text(again) == text, "a written checkpoint is read as it was");
}

}  // namespace nacre::fuzz
