// A Tersoff potential (1989).
#include "force/tersoff_file.h"
#include "fuzz.h"

namespace nacre::fuzz {

void tersoff(Bytes bytes) {
  const nacre::tersoff::Parameters read = nacre::tersoff::read_parameters(file_of(bytes));
  require(read.pair.size() == read.species.size() * read.species.size(), "a set for each pair");
}

}  // namespace nacre::fuzz
