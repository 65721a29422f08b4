// A whole deck checked without running it: the files it names are opened and every line is tried out.
#pragma once
#include <string>
#include <vector>

#include "run/deck/deck.h"
#include "run/simulation.h"

namespace nacre::run {

struct DeckCheck {
  bool allow_outside = false;  ///< given: the deck may write files outside of its folder
  bool resumed = false;        ///< given: its outputs hold a part already
  std::vector<Error> errors;
  std::vector<std::string> notices, warnings;
  std::string model;  ///< the atoms as model.xyz brings them, in words; "" when it could not be read
  std::string force;  ///< the force in words; "" when it could not be made
};

/// Opens model.xyz and the potential, applies the lines that act at once, and checks what each run needs: groups,
/// ensemble, files. Appends to `check.errors`; runs nothing and writes nothing.
void check_deck(const Deck& deck, DeckCheck& check);

/// Reads a deck and checks it as check_deck() does. Its own errors are in `check.errors` too, all in the order of their
/// lines. Throws Error only when there is no deck to read.
Deck read_and_check_deck(const std::string& where, DeckCheck& check);

}  // namespace nacre::run
