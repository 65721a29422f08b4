#include "jobs/convert_deck.h"

#include <fmt/format.h>

#include <filesystem>

#include "force/registry.h"
#include "io/words.h"
#include "jobs/checked_deck.h"
#include "jobs/detailed_error.h"
#include "jobs/earlier_results.h"
#include "jobs/names.h"
#include "jobs/text.h"
#include "run/lammps/translate.h"

namespace nacre::jobs {

namespace {
run::LammpsInput translated(const run::Deck& deck) {
  run::Simulation simulation;
  run::load_model(deck, simulation);
  return run::translate_to_lammps(deck, simulation);
}

std::string listed(const char* head, const std::vector<std::string>& lines) {
  std::string text = lines.empty() ? "" : std::string(head) + "\n";
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

/// The deck, read and checked; all that is wrong with it is thrown at once.
run::Deck sound_deck(const std::string& where) {
  CheckedDeck found = read_and_check(where, {true, true});
  if (!found.errors.empty())
    throw DetailedError(number_of(found.errors, "the deck", found.deck.file)).causes(found.errors);
  return std::move(found.deck);
}
}  // namespace

void ConvertDeck::options(Options& table) {
  table.add_positional("DIR", where, "Folder with run.in and model.xyz, or run.in itself").as(Path::input);
  table.add_choice("to", to, {"lammps"}, "The program that is to read it").require();
  table.add("output", output, "Folder to write into (default: beside DIR, with -lammps)").shortly("o").as(Path::folder);
}

std::string ConvertDeck::folder(const Surroundings& around) const {
  return output.empty() ? beside(where, "-lammps", around) : output;
}

void ConvertDeck::own_files(const Surroundings& around, FileNames& names) const {
  write_into(folder(around), {"in.lammps", "data.lammps"}, "output", names);
}

report::Report ConvertDeck::run(const Surroundings& around) {
  const run::Deck deck = sound_deck(around.path(where));
  const run::LammpsInput input = translated(deck);
  const std::string to_folder = folder(around), into = around.path(to_folder) + "/";
  make_folder(to_folder, around);
  std::vector<report::File> files{{into + "in.lammps", input.script}, {into + "data.lammps", input.data}};
  if (!is_default_force(deck.potential_path()))
    files.push_back({into + input.potential, read_text(deck.potential_path())});
  for (const std::string& set : input.active_sets)
    files.push_back({into + std::filesystem::path(set).filename().string(), read_text(set)});
  replace_files(files, around.said());
  report::Report report;
  report.words =
      fmt::format("{}: {} atoms in data.lammps; run it with\n  cd {} && mpirun -n 2 lmp-nacre -in in.lammps\n",
                  to_folder, input.atoms, to_folder) +
      listed("lines without a counterpart in LAMMPS:", input.missing) +
      listed("lines whose counterpart works otherwise:", input.other);
  report.summary.put("atoms", static_cast<std::int64_t>(input.atoms));
  report.summary.put("folder", to_folder);
  const auto list = [](const std::vector<std::string>& v) {
    return std::vector<report::Summary::Value>(v.begin(), v.end());
  };
  report.summary.put_list("missing", list(input.missing));
  report.summary.put_list("other", list(input.other));
  return report;
}

}  // namespace nacre::jobs
