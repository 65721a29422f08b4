// run.in: a deck is read whole, described, and told apart from others by its hash.
#include "fuzz.h"
#include "run/deck/compare.h"
#include "run/deck/deck.h"
#include "run/deck/describe.h"

namespace nacre::fuzz {

void run_in(Bytes bytes) {
  std::vector<Error> errors;
  const run::Deck deck = run::read_deck(file_of(bytes, "run.in"), errors);
  require_messages(errors);
  run::growing_files(deck);
  deck.hash(), run::hash_without_count(deck);
  for (std::size_t k = 0; k < deck.commands.size(); ++k) run::is_last_act(deck, k), run::settings_of_run(deck, k);
  if (errors.empty()) require(deck.commands.empty() || !run::describe_deck(deck).empty(), "a deck is described");
}

}  // namespace nacre::fuzz
