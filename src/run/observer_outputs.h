// dump_observer at work: thermodynamic values and frames by every potential of the deck, or by the mean that moves the
// atoms (force/mean_force.h). File formats: docs/input.md.
#pragma once
#include <memory>

#include "run/outputs.h"

namespace nacre::run {

/// Reads the potentials. Throws Error(file, line) when they do not fit each other.
std::unique_ptr<Dump> make_observer(const Command& command, const RunSettings& settings, const System& system);

}  // namespace nacre::run
