// The potentials of a deck one by one, for what compares them on the atoms of a run: `active`, `dump_observer`. They are
// computed on the CPU, whatever device moves the atoms.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/system.h"
#include "force/force.h"

namespace nacre::run {

class Committee {
 public:
  /// Reads the files. Throws Error when one cannot be read or knows other elements than the first.
  explicit Committee(const std::vector<std::string>& potentials);

  std::size_t size() const { return members_.size(); }
  /// The system as the member sees it. The neighbour list is built anew, so that the bits do not depend on what was
  /// evaluated before.
  Evaluation evaluate(std::size_t member, const System& system) const;

 private:
  std::vector<std::unique_ptr<Force>> members_;
};

}  // namespace nacre::run
