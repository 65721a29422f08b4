// Reading and checking of a deck with its errors printed; shared by `nacre run` and `nacre check`.
#pragma once
#include <string>
#include <vector>

#include "run/deck/deck.h"

namespace nacre::app {

struct CheckedDeck {
  run::Deck deck;
  std::vector<Error> errors;  ///< in the order of their lines
  std::string text;           ///< the deck as understood, for the terminal
};

/// Reads the deck and all that it names; runs nothing. Throws Error only when there is no deck to read.
CheckedDeck read_and_check(const std::string& where);
/// Prints every error to stderr and throws Error(bad_input) with their number, when there are any.
void report_errors(const CheckedDeck& checked);

}  // namespace nacre::app
