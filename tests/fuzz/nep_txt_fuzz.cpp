// nep.txt: what is read is written again, and that is read as the same.
#include "force/nep_model.h"
#include "force/nep_write.h"
#include "fuzz.h"

namespace nacre::fuzz {

void nep_txt(Bytes bytes) {
  const NepModel model = read_nep(file_of(bytes));
  for (int a = 0; a < model.types(); ++a)
    for (int b = 0; b < model.types(); ++b) zbl_pair(model, a, b);
  const std::string text = format_nep(model, {});
  require(format_nep(read_nep(file_of(text, "again.txt")), {}) == text, "a written model is read as it was");
}

}  // namespace nacre::fuzz
