// A saved forest: written again it is the same, and it answers for any row.
#include "fuzz.h"
#include "learn/forest.h"

namespace nacre::fuzz {

namespace {
void require_answers(const learn::Forest& forest) {
  for (const double value : {-1e300, 0.0, 1e300}) {
    const std::vector<double> row(forest.definitions.features.size(), value);
    for (const learn::Tree& tree : forest.trees) {
      const int leaf = tree.leaf(row.data());
      require(leaf >= 0 && leaf < static_cast<int>(tree.nodes.size()), "a row ends at a leaf");
    }
  }
}
}  // namespace

void forest(Bytes bytes) {
  const learn::Forest read = learn::read_forest(file_of(bytes));
  require_answers(read);
  const std::string text = learn::to_yaml(read);
  require(learn::to_yaml(learn::read_forest(file_of(text, "again.yaml"))) == text,
          "a written forest is read as it was");
}

}  // namespace nacre::fuzz
