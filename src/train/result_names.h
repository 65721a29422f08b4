// The files that a training reads and writes, and what an earlier one left of them.
#pragma once
#include <string>
#include <vector>

#include "io/checkpoint.h"
#include "io/file_names.h"
#include "train/settings.h"

namespace nacre::train {

inline constexpr const char* checkpoint_file = "nacre.train";

/// Everything that is read, nep.restart and nep.txt apart, from which a search may start.
FileNames input_names(const TrainSettings& settings);
/// input_names() and all results. Throws Error with file, key and value where fine_tune names a result.
FileNames result_names(const TrainSettings& settings);

/// What of an earlier training lies in the folder. Throws Error(bad_input) for checkpoints that cannot be read.
EarlierWork earlier_training(const TrainSettings& settings);

/// What becomes of the results of an earlier training when a new one begins.
struct OldResults {
  std::vector<std::string> moved;   ///< paths
  std::vector<std::string> copied;  ///< read by the new training, which then writes files of the same names
};
/// `append`: loss.out goes on, from nep.restart. A nep.restart without the checkpoint of an earlier training is the
/// user's: the search starts from it. Inputs are never among these.
OldResults old_results(const TrainSettings& settings, bool append);

}  // namespace nacre::train
