// A user's file of published figures (--reference).
#include "fuzz.h"
#include "report/published.h"

namespace nacre::fuzz {

void published(Bytes bytes) {
  const report::PublishedTable read = report::read_published(file_of(bytes));
  const std::string text = read.yaml();
  require(report::read_published(file_of(text, "again.yaml")).yaml() == text, "written figures are read as they were");
}

}  // namespace nacre::fuzz
