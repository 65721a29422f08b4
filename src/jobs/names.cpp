#include "jobs/names.h"

#include <filesystem>

#include "insert/insertion.h"
#include "insert/result_names.h"
#include "io/paths.h"
#include "jobs/insert.h"
#include "jobs/run.h"
#include "jobs/select.h"
#include "jobs/train.h"
#include "run/deck_names.h"
#include "train/result_names.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;

/// Of a folder that is an input: what a job may read there.
constexpr const char* read_in_folders[] = {"run.in",   "model.xyz",   "nep.in",     "zbl.in",         "train.xyz",
                                           "test.xyz", "insert.yaml", "insert.csv", "structures.xyz", "final.xyz"};

// Files that stand in a deck or in settings. What is wrong there is not said here: the job itself does.

void add_deck(const RunDeck& job, const Surroundings& around, FileNames& names) {
  std::vector<Error> errors;
  const run::Deck deck = run::read_deck(around.path(job.where), errors);
  run::DeckNames found(deck, true);
  if (!errors.empty()) return;
  for (const run::Command& command : deck.commands) found.add(command);
  names = found.names();
}

void add_insertion(const Insert& job, const Surroundings& around, FileNames& names) {
  std::vector<Error> errors;
  const insert::InsertSettings settings = insert::read_insert_settings(insert_file(around.path(job.config)), errors);
  if (errors.empty()) names = insert::result_names(settings);
}

void add_training(const Train& job, const Surroundings& around, FileNames& names) {
  std::vector<Error> errors;
  const train::TrainSettings settings = train::read_nep_in(around.path(job.where), errors);
  if (errors.empty()) names = train::result_names(settings);
}

/// The files that a job's deck or settings name.
void add_own_files(const Job& job, const Surroundings& around, FileNames& names) {
  if (const auto* run = dynamic_cast<const RunDeck*>(&job)) add_deck(*run, around, names);
  if (const auto* train = dynamic_cast<const Train*>(&job); train != nullptr && !train->keywords)
    add_training(*train, around, names);
  if (const auto* insert = dynamic_cast<const Insert*>(&job); insert != nullptr && !insert->config.empty())
    add_insertion(*insert, around, names);
}

/// Files that are written beside those of options, under names that do not depend on settings.
std::vector<std::string> beside_options(const Job& job) {
  if (const auto* select = dynamic_cast<const Select*>(&job)) {
    const fs::path folder = fs::path(select->output).parent_path();
    return {(folder / "select.csv").string(), (folder / "select.svg").string()};
  }
  const auto* insert = dynamic_cast<const Insert*>(&job);
  if (insert != nullptr && !insert->band.empty()) return {insert::band_file, insert::band_picture_file};
  return {};
}
}  // namespace

NamedFiles::NamedFiles(Options& table) {
  for (Option& option : table.rows()) {
    if (option.path != Path::input && option.path != Path::output) continue;
    names_.emplace_back(option.name, option.path);
    given_[option.name];
    option.assign = [this, then = std::move(option.assign)](const Option& self, const std::vector<std::string>& words) {
      then(self, words);
      given_[self.name] = words;
    };
  }
}

void NamedFiles::add(Path kind, const Surroundings& around, FileNames& names) const {
  for (const auto& [option, path] : names_) {
    if (path != kind) continue;
    for (const std::string& word : given_.at(option)) add_one(option, kind, word, around, names);
  }
}

void NamedFiles::add_one(const std::string& option, Path kind, const std::string& word, const Surroundings& around,
                         FileNames& names) {
  const std::string path = around.path(word);
  if (kind == Path::input) {
    names.read(path, option);
    for (const char* file : read_in_folders)
      if (file_exists(fs::path(path) / file)) names.read((fs::path(path) / file).string(), file);
    return;
  }
  try {
    if (!word.empty()) names.write(path, "--" + option);
  } catch (Error& e) {
    throw e.key("--" + option).value(word);
  }
}

void NamedFiles::check(const Job& job, const Surroundings& around) const {
  FileNames names;
  try {
    add_own_files(job, around, names);
  } catch (const Error&) {
    names = FileNames();  // the job will say what is wrong
  }
  names.add(more_);
  add(Path::input, around, names);
  for (const std::string& file : beside_options(job)) names.write(around.path(file), file);
  add(Path::output, around, names);
}

}  // namespace nacre::jobs
