#include "run/deck/compare.h"

#include <algorithm>

#include "integrate/dynamics.h"
#include "integrate/plan.h"
#include "io/settings_file.h"

namespace nacre::run {

std::size_t last_run(const Deck& deck) {
  for (std::size_t i = deck.commands.size(); i > 0; --i)
    if (deck.commands[i - 1].as<Run>()) return i - 1;
  return deck.commands.size();
}

std::int64_t last_count(const Deck& deck) {
  const std::size_t index = last_run(deck);
  return index < deck.commands.size() ? deck.commands[index].as<Run>()->steps : 0;
}

std::uint64_t hash_without_count(const Deck& deck) {
  HashOfLines hash;
  const std::size_t last = last_run(deck);
  for (std::size_t i = 0; i < deck.commands.size(); ++i) {
    const std::vector<std::string>& words = deck.commands[i].words.all();
    hash.add(words, i == last ? std::min<std::size_t>(1, words.size()) : words.size());
  }
  return hash.value();
}

bool is_last_act(const Deck& deck, std::size_t index) {
  return std::none_of(deck.commands.begin() + static_cast<std::ptrdiff_t>(index) + 1, deck.commands.end(),
                      [](const Command& c) { return c.as<Run>() || c.as<Minimize>() || c.as<CellCompute>(); });
}

bool has_ramp(const Deck& deck, std::size_t index) {
  const RunSettings settings = settings_of_run(deck, index);
  return settings.ensemble != nullptr && make_ensemble(settings.ensemble->words)->plan().has_ramp();
}

}  // namespace nacre::run
