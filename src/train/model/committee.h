// A committee of potentials: the spread of their forces (force/force_spread.h) on frames.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "force/batch.h"
#include "force/force_spread.h"
#include "io/extxyz.h"

namespace nacre::train {

using nacre::force_spread, nacre::ForceSpread;

class Committee {
 public:
  using Open = std::function<std::unique_ptr<BatchForce>(const std::string& path)>;
  /// Opens every file. Throws Error(bad_input) naming the member whose elements are not those of `species` (in any
  /// order).
  Committee(const std::vector<std::string>& files, const std::vector<std::string>& species, const Open& open);
  /// One for each frame; their types are left in the order of the last member's species. Throws StructureError.
  std::vector<ForceSpread> spreads(std::vector<Frame>& frames);
  std::size_t size() const { return members_.size(); }

 private:
  std::vector<std::unique_ptr<BatchForce>> members_;
};

}  // namespace nacre::train
