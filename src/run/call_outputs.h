// RunCalls::thermo and RunCalls::frame as dumps that write no file: what makes values and brings atoms for a dump line
// of the deck does it for them.
#pragma once
#include <memory>
#include <vector>

#include "run/outputs.h"

namespace nacre::run {

/// Appends those that `calls` asks for.
void add_call_outputs(const RunCalls& calls, std::vector<std::unique_ptr<Dump>>& dumps);

}  // namespace nacre::run
