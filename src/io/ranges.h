// The ranges of quantities that decks, keys and options name: wide enough for all that is matter, so that what lies
// outside is a slip or came out of a broken program.
#pragma once
#include "io/words.h"

namespace nacre {

/// K.
inline Range temperatures() { return {0, 1e6, true, false}; }
/// GPa.
inline Range pressures() { return between(-1e5, 1e5); }
/// fs; 0: the frame of the start. Wide: whether atoms can follow is seen by the guards of the run.
inline Range time_steps() { return between(0, 1e12); }
/// Coupling times in steps; one that is meant to switch a coupling off may be large.
inline Range coupling_steps() { return between(1, 1e12); }
/// Å: cutoffs, reaches, radii, lattice constants.
inline Range lengths() { return {0, 1e5, true, false}; }
/// The same, 0 for none.
inline Range lengths_or_none() { return between(0, 1e5); }

}  // namespace nacre
