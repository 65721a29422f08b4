// What nep.in leaves open for the search by gradient, chosen from the data. Each choice is known by its keyword, so that
// `nacre train --explain`, the summary and nep.in say the same.
#pragma once
#include <string>
#include <vector>

#include "train/data/read_train_set.h"
#include "train/settings.h"

namespace nacre::train {

struct ChosenSetting {
  std::string keyword, value;
  std::string reason;  ///< empty: nep.in says it
};

/// Fills in the settings that nep.in has no line of. Evolution keeps the published defaults. `data`: with all frames, those
/// that will be held back included.
std::vector<ChosenSetting> choose_settings(TrainSettings& settings, const TrainData& data);
/// A table for the terminal.
std::string describe(const std::vector<ChosenSetting>& choices);

/// Takes frames out of `set`, at random by the seed, until at least this share of them is gone; frames that count against
/// each other go together. What is left, and what is returned, is numbered anew.
TrainSet hold_back(TrainSet& set, double share, std::uint64_t seed);

}  // namespace nacre::train
