// Which options of a job were given: for options that do nothing beside others, and must say so.
#pragma once
#include <string>
#include <vector>

#include "jobs/options.h"

namespace nacre::jobs {

/// Holds references to itself in the rows it watches: it must outlive them and stay where it is.
class GivenOptions {
 public:
  GivenOptions() = default;
  GivenOptions(const GivenOptions&) = delete;
  GivenOptions& operator=(const GivenOptions&) = delete;

  Option& watch(Option& option);
  /// Throws Error naming the first of these options that was given: it `does_nothing` ("with --forest").
  void refuse(const std::vector<std::string>& names, const std::string& does_nothing) const;

 private:
  std::vector<std::string> given_;
};

}  // namespace nacre::jobs
