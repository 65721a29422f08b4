// The active set of a NEP for carbon with one neuron: two numbers an atom.
#include "force/nep_grade.h"
#include "fuzz.h"

namespace nacre::fuzz {

void active_set(Bytes bytes) {
  NepModel model;
  model.species = {"C"};
  model.neurons = 1;
  const ActiveSet set = read_active_set(file_of(bytes), model);
  require(set.inverse.size() == 1 && set.inverse[0].size() == 4, "a square matrix an element");
  const std::string again = file_of(format_active_set(set), "again");
  require(read_active_set(again, model).inverse == set.inverse, "it is read again as it was written");
}

}  // namespace nacre::fuzz
