#include "jobs/checked_deck.h"

#include "run/check.h"
#include "run/deck/describe.h"

namespace nacre::jobs {

CheckedDeck read_and_check(const std::string& where, DeckUse use) {
  CheckedDeck checked;
  run::DeckCheck check;
  check.allow_outside = use.allow_outside, check.resumed = use.resumed;
  checked.deck = run::read_and_check_deck(where, check);
  checked.errors = check.errors;
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
