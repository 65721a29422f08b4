// loss.out, from which a resumed training draws its picture.
#include "fuzz.h"
#include "train/report/outputs.h"

namespace nacre::fuzz {

void loss_out(Bytes bytes) {
  const std::vector<train::LossRow> rows = train::read_loss_rows(file_of(bytes));
  for (std::size_t i = 1; i < rows.size(); ++i) require(rows[i].step > rows[i - 1].step, "steps rise");
}

}  // namespace nacre::fuzz
