// A bare number where pairs of elements are wanted: of structures of one element it can mean one thing only.
#pragma once
#include <string>
#include <vector>

#include "jobs/analyze/frames.h"

namespace nacre::jobs::analyze {

inline constexpr const char* cutoff_sentence =
    "A-B=value (A), repeated or comma-separated; a bare number where there is one element";

/// "1.85" becomes "C-C=1.85" where the first structure is all carbon; else throws Error that names its elements. Options
/// without a bare number stay as they are, and no file is read for them.
std::vector<std::string> named_cutoffs(std::vector<std::string> given, const FrameInput& input);

}  // namespace nacre::jobs::analyze
