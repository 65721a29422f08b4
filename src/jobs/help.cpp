#include "jobs/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/extxyz_comment.h"
#include "jobs/reference.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
constexpr std::size_t most_shown = 12;

std::string without_dashes(std::string word) {
  word.erase(0, std::min(word.find_first_not_of('-'), word.size()));
  return to_lower(word);
}

/// How well a name answers: 0 the name itself, 1 a part of it, 2 a word of its sentence, 3 not at all.
int distance(const Name& name, const std::string& wanted) {
  const std::string own = without_dashes(name.name);
  if (own == wanted) return 0;
  if (own.find(wanted) != std::string::npos) return 1;
  return to_lower(name.sentence).find(wanted) != std::string::npos ? 2 : 3;
}

std::vector<const Name*> matches(const std::string& wanted) {
  std::vector<const Name*> found;
  for (int d = 0; d < 3; ++d) {
    for (const Name& name : all_names())
      if (distance(name, wanted) == d) found.push_back(&name);
    if (d == 0 && !found.empty()) break;  // the name itself is the answer
  }
  return found;
}

std::vector<std::string> known_words() {
  std::vector<std::string> words;
  for (const Name& name : all_names()) words.push_back(without_dashes(name.name));
  return words;
}

std::string entry(const Name& n) { return fmt::format("{} ({}): {}\n    {}\n", n.name, n.where, n.sentence, n.more); }

std::string answer(const std::string& wanted) {
  const std::vector<const Name*> found = matches(wanted);
  if (found.empty())
    throw Error("nothing has this name")
        .key("WORDS")
        .value(wanted)
        .allowed("a command, an option, a keyword of run.in or nep.in, a key of insert.yaml, a format")
        .nearest(nearest_word(wanted, known_words()));
  std::string text;
  for (std::size_t k = 0; k < std::min(found.size(), most_shown); ++k) text += entry(*found[k]);
  if (found.size() > most_shown) text += fmt::format("and {} more\n", found.size() - most_shown);
  return text;
}

std::string overview() {
  std::string text;
  for (const CommandWords& c : command_words()) text += fmt::format("nacre {:<24}{}\n", c.command, c.sentence);
  return text + "\nnacre help WORD explains a command, an option, a keyword, a key or a format.\n";
}
}  // namespace

void Help::options(Options& table) {
  table.add_positional("WORDS", words, "A command, an option, a keyword of run.in or nep.in, a key, a format")
      .times(0, 10);
}

report::Report Help::run(const Surroundings&) {
  std::string wanted;
  for (const std::string& w : words) wanted += (wanted.empty() ? "" : " ") + without_dashes(w);
  report::Report report;
  report.words = wanted.empty() ? overview() : answer(wanted);
  return report;
}

}  // namespace nacre::jobs
