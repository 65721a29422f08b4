// A Lennard-Jones potential.
#include "force/lennard_jones.h"
#include "fuzz.h"

namespace nacre::fuzz {

void lennard_jones(Bytes bytes) {
  const LennardJonesParameters read = read_lennard_jones(file_of(bytes));
  require(read.pairs.size() == read.species.size() * read.species.size(), "a set for each pair");
}

}  // namespace nacre::fuzz
