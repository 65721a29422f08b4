// Are two decks the same input? The count of the last `run` is compared apart: a larger one extends what was done,
// anything else is another input.
#pragma once
#include <cstdint>

#include "run/deck/deck.h"

namespace nacre::run {

/// Index of the last `run`; the number of commands when there is none.
std::size_t last_run(const Deck& deck);
/// Its steps; 0 when there is none.
std::int64_t last_count(const Deck& deck);
/// As Deck::hash(), whatever that count is.
std::uint64_t hash_without_count(const Deck& deck);
/// Is the run at this index the last line that moves atoms? Then its state is kept for a longer one.
bool is_last_act(const Deck& deck, std::size_t index);
/// Does its ensemble go from one temperature to another over the run? Then its steps decide about every step.
bool has_ramp(const Deck& deck, std::size_t index);

}  // namespace nacre::run
