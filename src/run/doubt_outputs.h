// What asks during a run whether the potential can be trusted: compute_extrapolation (grades by an active set) and active
// (force spread of a committee). File formats: docs/input.md.
#pragma once
#include <memory>

#include "run/outputs.h"

namespace nacre::run {

/// compute_extrapolation or active.
bool is_doubt(const Command& command);
/// Reads the potentials and the active set. Throws Error(file, line) when they do not fit each other.
std::unique_ptr<Dump> make_doubt_output(const Command& command, const RunSettings& settings);

}  // namespace nacre::run
