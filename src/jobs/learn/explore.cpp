#include "jobs/learn/explore.h"

#include <fmt/format.h>

#include <filesystem>

#include "insert/insertion.h"
#include "insert/settings.h"
#include "io/checkpoint.h"
#include "io/files.h"
#include "io/paths.h"
#include "jobs/insert.h"
#include "jobs/run.h"
#include "run/checkpointing.h"

namespace nacre::jobs::learn {

namespace {
namespace fs = std::filesystem;

constexpr const char* potential = "nep.txt";  // of the round, beside the deck or the settings

bool is_insertion(const std::string& place) { return file_exists(place + "/insert.yaml"); }

insert::InsertSettings insertion_of(const std::string& place) {
  std::vector<Error> errors;
  insert::InsertSettings settings = insert::read_insert_settings(insert_file(place), errors);
  if (!errors.empty()) throw errors.front();
  return settings;
}

/// An insertion that can explore: with the potential of the round, in one folder, and with frames.
void expect_explorer(const insert::InsertSettings& s) {
  const auto refuse = [&](const char* why, const char* key, const std::string& value, const char* allowed) {
    throw Error(why).file(s.file).key(key).value(value).allowed(allowed);
  };
  if (s.potential != potential)
    refuse("an insertion that explores has the potential of the round", "potential", s.potential, potential);
  if (s.seeds.size() != 1)
    refuse("an insertion that explores has one seed", "seed", fmt::format("{} seeds", s.seeds.size()), "a number");
  if (s.structures_every == 0) refuse("an insertion that explores writes frames", "structures.every", "0", ">= 1");
}

/// Not the checkpoints of a user who tried the folder, and not the potential of such a try.
void copy_inputs(const std::string& from, const std::string& to) {
  for (const auto& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && name != potential && !name.starts_with("nacre."))
      write_whole(to + "/" + name, read_text(entry.path().string()));
  }
}

void run_deck(const std::string& place, std::int64_t round, const Surroundings& around) {
  RunDeck job;
  job.where = place;
  job.settings.resume = file_exists(place + "/" + run::checkpoint_name);
  if (!job.settings.resume) job.settings.seed = static_cast<std::uint64_t>(round);
  job.run(around);
}

void run_insertion(const std::string& place, const Surroundings& around) {
  Insert job;
  job.config = place;
  job.resume = has_checkpoint(place + "/" + insert::checkpoint_file);
  job.run(around);
}
}  // namespace

std::string explorer_name(const std::string& folder) { return fs::path(folder).filename().string(); }

void check_explorer(const LoopSettings& settings, const std::string& folder, std::vector<Error>& errors) {
  const std::string place = path_in(settings, folder);
  const bool has_deck = file_exists(place + "/run.in");
  const auto refuse = [&](const char* why) {
    errors.push_back(Error(why).file(settings.file).key("explore").value(folder).allowed("run.in or insert.yaml"));
  };
  if (!has_deck && !is_insertion(place)) return refuse("no such file");
  if (!is_insertion(place)) return;
  if (has_deck) return refuse("this folder holds a deck and an insertion");
  try {
    expect_explorer(insertion_of(place));
  } catch (const Error& e) {
    errors.push_back(e);
  }
}

std::vector<std::string> explorer_files(const LoopSettings& settings, const std::string& folder) {
  const std::string place = path_in(settings, folder);
  std::vector<std::string> files{place + "/run.in", place + "/model.xyz"};
  if (is_insertion(place)) {
    const insert::InsertSettings s = insertion_of(place);
    files = {s.file, insert::path_in(s, s.structure)};
  }
  std::erase_if(files, [](const std::string& file) { return !file_exists(file); });
  return files;
}

void explore_with(const LoopSettings& settings, const std::string& folder, const std::string& place,
                  const std::string& model, std::int64_t round, const Surroundings& around) {
  const std::string begun = place + "/" + potential;  // the last file that is copied
  if (!file_exists(begun)) {
    copy_inputs(path_in(settings, folder), place);
    write_whole(begun, read_text(model));
  }
  try {
    is_insertion(place) ? run_insertion(place, around) : run_deck(place, round, around);
  } catch (const Error& e) {
    if (e.kind() != Error::Kind::failed) throw;
    around.said().line(fmt::format("note: round {}, {}: {}", round, folder, e.what()));
  }
}

std::string explored_frames(const LoopSettings& settings, const std::string& place) {
  return place + "/" + (is_insertion(place) ? insertion_of(place).structures_file : settings.frames);
}

}  // namespace nacre::jobs::learn
