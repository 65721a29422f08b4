// What the analyses of the public face share.
#pragma once
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "api/engine/engine_inside.h"
#include "nacre/analysis.h"

namespace nacre::v1 {

/// Throws for elements that are unknown, cutoffs that are not above 0, pairs given twice.
std::vector<nacre::PairCutoff> inner_pairs(const std::vector<PairCutoff>& pairs);

/// Calls add(atoms, box) for every structure. An error says which structure it is of.
template <class Add>
void for_each_structure(Frames frames, Add&& add) {
  if (frames.empty()) throw bad_argument("there is no structure", "frames", "0", "1 or more");
  for (std::size_t k = 0; k < frames.size(); ++k) try {
      const Atoms atoms = to_atoms(frames[k]);
      add(atoms, to_box(frames[k].cell, frames[k].periodic));
    } catch (nacre::Error& error) {
      if (frames.size() == 1 || !error.file().empty()) throw;
      throw nacre::Error("structure " + std::to_string(k) + " (counted from 0): " + error.message(), error.kind());
    }
}

}  // namespace nacre::v1
