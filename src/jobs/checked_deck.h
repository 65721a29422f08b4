// Reading and checking of a deck; shared by `nacre run`, `nacre check` and the pipeline.
#pragma once
#include <string>
#include <vector>

#include "run/deck/deck.h"

namespace nacre::jobs {

struct CheckedDeck {
  run::Deck deck;
  std::vector<Error> errors;          ///< in the order of their lines
  std::vector<std::string> warnings;  ///< what looks odd in the structure and the settings
  std::string text;                   ///< the deck as understood, warnings included
};

/// What the deck is checked for.
struct DeckUse {
  bool allow_outside = false;  ///< it may write files outside of its folder
  bool resumed = false;        ///< it goes on: its outputs hold a part already
};

/// Reads the deck and all that it names; runs nothing. Throws Error only when there is no deck to read.
CheckedDeck read_and_check(const std::string& where, DeckUse use = {});

}  // namespace nacre::jobs
