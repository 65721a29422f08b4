#include "train/data/active_set.h"

#include <algorithm>

#include "train/data/max_volume.h"

namespace nacre::train {

ActiveSetBuilder::ActiveSetBuilder(const NepModel& model)
    : model_(model), rows_(model.types()), of_structure_(model.types()) {}

void ActiveSetBuilder::add(const Atoms& atoms, const Box& box) {
  std::vector<std::vector<double>> phi = last_layer_inputs(model_, atoms, box);
  for (std::size_t i = 0; i < phi.size(); ++i) {
    rows_[atoms.type[i]].push_back(std::move(phi[i]));
    of_structure_[atoms.type[i]].push_back(count_);
  }
  ++count_;
}

ActiveSet ActiveSetBuilder::finish() {
  ActiveSet set{model_.species, static_cast<std::size_t>(model_.neurons) + 1, {}, model_mark(model_)};
  for (std::size_t t = 0; t < rows_.size(); ++t) {
    MaxVolume volume(set.size);
    volume.choose(rows_[t], 0);
    set.inverse.push_back(volume.inverse());
    std::vector<std::size_t>& from = structures_.emplace_back();
    std::size_t& empty = empty_.emplace_back();
    for (const std::size_t row : volume.taken())
      row == MaxVolume::no_row ? static_cast<void>(++empty) : from.push_back(of_structure_[t][row]);
    std::sort(from.begin(), from.end());
    from.erase(std::unique(from.begin(), from.end()), from.end());
  }
  return set;
}

}  // namespace nacre::train
