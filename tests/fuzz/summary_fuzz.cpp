// summary.yaml of an earlier call.
#include "fuzz.h"
#include "report/summary.h"

namespace nacre::fuzz {

void summary(Bytes bytes) {
  const report::Summary read = report::Summary::read(std::string(bytes), "summary.yaml");
  read.has("a.b.c"), read.number("rdf.pairs.C-C.height"), read.value("");
  read.yaml();
}

}  // namespace nacre::fuzz
