// A table of `nacre sites features` that another command reads.
#include "fuzz.h"
#include "sites/site_table.h"

namespace nacre::fuzz {

void site_table(Bytes bytes) {
  const sites::SiteTable read = sites::read_site_table(file_of(bytes, "features.csv"), "", "box");
  for (const sites::SiteRow& row : read.rows)
    require(row.box >= 0 && row.box < static_cast<int>(read.boxes.size()), "a row is of a box");
}

}  // namespace nacre::fuzz
