// The deck as understood, in sentences for the terminal.
#pragma once
#include <string>

#include "core/system.h"
#include "force/force.h"
#include "run/deck/deck.h"

namespace nacre::run {

/// "216 atoms (C 200, Na 16), cell 10.7 x 10.7 x 10.7 Å, 1.40 g/cm3, periodic a b c".
std::string describe_system(const System& system);
/// One line of the deck; for `run`, with all that holds for it.
std::string describe_command(const Deck& deck, std::size_t index);
/// All lines, one a row.
std::string describe_deck(const Deck& deck);

}  // namespace nacre::run
