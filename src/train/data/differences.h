// Which frames count against each other: the energy of sodium in a carbon is that of the frame with it less that of the
// frame without.
//   D = (E - E_ref) / n,   n = sum over the elements of |n_t - n_t,ref|: eV an inserted atom
// Energies are those of the set, less the reference energies of the atoms: of the atoms that differ, these go too.
//   relative_to=NAME   the frame of this file with source=NAME is the reference
//   pair=NAME          frames of one pair count against the one with the fewest atoms
// In a chain (a host, the same with 1, 2, 3 atoms) a frame counts against the one before it, the step, and against the
// first, the total.
#pragma once
#include <string>
#include <vector>

#include "io/extxyz.h"
#include "train/data/train_set.h"

namespace nacre::train {

/// What of a frame says with which others it belongs together.
struct Related {
  std::string source, relative_to, pair;
  Box box;
  bool has_cell = false, has_energy = false;
  std::vector<int> counts;  ///< atoms of each type
  long line = 0;            ///< of the frame in its file
};
/// Types are those of `species` elements.
Related related_of(const Frame& frame, int types);
/// Keys of a comment line that are read here.
inline const std::vector<std::string> related_keys{"source", "relative_to", "pair"};

/// Those of each frame. Throws Error with file, line and key for a reference that is missing, not the only one of its
/// name, of another cell, without an energy or with the same atoms; `skipped`, when not null, gets these errors as text
/// and the difference is left out.
std::vector<std::vector<Difference>> find_differences(const std::vector<Related>& frames, const std::string& file,
                                                      std::vector<std::string>* skipped = nullptr);

/// Frames that belong together, by their places in `frames`: those that share no difference with others are alone.
/// Groups and their members in the order of `frames`.
std::vector<std::vector<int>> related_groups(const std::vector<const TrainFrame*>& frames);

/// A difference within a batch of frames of one set.
struct BatchDifference {
  std::size_t frame = 0, reference = 0;  ///< places in the batch
  double atoms = 1;
};
/// Those whose frames are both in the batch.
std::vector<BatchDifference> differences_in(const std::vector<const TrainFrame*>& frames);
/// E - E_ref as labelled, eV.
double label_of(const BatchDifference& difference, const std::vector<const TrainFrame*>& frames);

}  // namespace nacre::train
