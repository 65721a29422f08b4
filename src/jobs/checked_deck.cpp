#include "jobs/checked_deck.h"

#include <algorithm>

#include "run/check.h"
#include "run/deck/describe.h"

namespace nacre::jobs {

CheckedDeck read_and_check(const std::string& where, DeckUse use) {
  CheckedDeck checked;
  checked.deck = run::read_deck(where, checked.errors);
  run::DeckCheck check;
  check.allow_outside = use.allow_outside, check.resumed = use.resumed;
  run::check_deck(checked.deck, check);
  checked.errors.insert(checked.errors.end(), check.errors.begin(), check.errors.end());
  std::stable_sort(checked.errors.begin(), checked.errors.end(), [&](const Error& a, const Error& b) {
    const auto place = [&](const Error& e) { return e.file() == checked.deck.file ? e.line() : 0; };
    return place(a) < place(b);
  });
  checked.text = checked.deck.file + "\n";
  if (!check.model.empty()) checked.text += "  model.xyz: " + check.model + "\n";
  if (!check.force.empty()) checked.text += "  force: " + check.force + "\n";
  checked.text += describe_deck(checked.deck);
  checked.warnings = check.warnings;
  for (const std::string& warning : check.warnings) checked.text += "  warning: " + warning + "\n";
  for (const std::string& notice : check.notices) checked.text += "  note: " + notice + "\n";
  return checked;
}

}  // namespace nacre::jobs
