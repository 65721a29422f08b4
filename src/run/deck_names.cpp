#include "run/deck_names.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/folder_lock.h"
#include "io/paths.h"
#include "run/checkpointing.h"

namespace nacre::run {

namespace {
namespace fs = std::filesystem;

constexpr const char* checkpoint_words = "the checkpoint";

/// The file that a line writes, whole or growing; "" when it writes none.
std::string written_file(const Command& c) {
  if (c.as<RestartDump>()) return "restart.xyz";
  if (const auto* f = c.as<FrameDump>()) return f->file;
  const auto* m = c.as<Minimize>();
  return m != nullptr && m->dump_interval == 0 ? "" : growing_file(c);
}

bool is_numbered(const Command& c) {
  const auto* f = c.as<FrameDump>();
  return f != nullptr && f->separate();
}

/// Lines whose outputs can follow each other in a file: frames, or what the keyword says.
std::string format_of(const Command& c) { return c.as<FrameDump>() || c.as<Minimize>() ? "frames" : c.words[0]; }
}  // namespace

DeckNames::DeckNames(const Deck& deck, bool outside) : deck_(deck), outside_(outside) {
  names_.read(deck.file, "the deck");
  names_.read(deck.path("model.xyz"), "the atoms");
  for (const std::string& path : deck.potential_paths())
    if (names_.known(path).empty()) names_.read(path, "the potential");
  names_.write(deck.path(folder_lock_name), "the lock of the folder");
  // Both names have one file when a program was killed between keeping a checkpoint and writing the next.
  for (const std::string& name : {std::string(checkpoint_name), previous_checkpoint(checkpoint_name)})
    if (names_.known(deck.path(name)) != checkpoint_words) names_.write(deck.path(name), checkpoint_words);
}

void DeckNames::check_place(const Command& c, const std::string& name) const {
  const fs::path parent = fs::path(deck_.path(name)).parent_path();
  if (!parent.empty() && !is_folder(parent)) throw c.words.error("the folder of this file does not exist").value(name);
  if (!outside_ && leaves_folder(deck_.folder, deck_.path(name)))
    throw c.words.error("this file lies outside of the deck's folder")
        .value(name)
        .allowed("a file in the folder, or --allow-outside on the command line");
}

/// Does the line append to what another one of its kind has written in an earlier run, or, a compute, at the end of
/// this one?
bool DeckNames::goes_on(const Command& c, const std::string& known) {
  const auto found = written_.find(known);
  if (found == written_.end() || found->second.format != format_of(c)) return false;
  if (c.as<Minimize>() || c.as<CellCompute>() || (is_compute(c) && !c.as<GroupCompute>())) return true;
  if (found->second.run == run_) return false;
  found->second.run = run_;
  return true;
}

void DeckNames::add(const Command& c) {
  if (c.as<Run>()) ++run_;
  if (const auto* e = c.as<Extrapolation>()) names_.read(deck_.path(e->file), "the active set");
  if (const std::string name = written_file(c); !name.empty()) add_file(c, name, "that");
  for (const std::string& name : further_files(c, deck_.potential_paths().size())) add_file(c, name, name);
}

void DeckNames::add_file(const Command& c, const std::string& name, const std::string& called) {
  check_place(c, name);
  const std::string path = deck_.path(name);
  if (goes_on(c, names_.known(path, is_numbered(c)))) return;
  const std::string what = fmt::format("{} of line {} ({})", called, c.words.line(), c.words[0]);
  try {
    names_.write(path, what, is_numbered(c));
  } catch (Error& e) {
    throw c.words.at(e.key(c.words[0]).value(name));
  }
  written_[what] = {format_of(c), c.as<Minimize>() ? -1 : run_};
}

}  // namespace nacre::run
