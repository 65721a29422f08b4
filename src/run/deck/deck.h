// A deck: the folder of a run, its run.in read whole, and what holds for each `run` of it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "run/deck/commands.h"

namespace nacre::run {

struct Deck {
  std::string folder;              ///< where model.xyz lies and outputs go; "." for the present one
  std::string file;                ///< path of run.in
  std::vector<Command> commands;   ///< one a line; a line that is wrong is Unreadable
  std::vector<std::string> notes;  ///< what the user should know of lines that were understood otherwise than written

  /// A file that the deck names, relative to its folder.
  std::string path(const std::string& name) const;
  /// What make_force takes: the file in the deck's folder, or the name of the built-in potential.
  std::string potential_path() const;
  /// Of all lines `potential`; the first is potential_path().
  std::vector<std::string> potential_paths() const;
  /// The same for decks that say the same: comments and blanks do not count.
  std::uint64_t hash() const;
};

/// All that holds for one `run`.
struct RunSettings {
  const Command* ensemble = nullptr;
  TimeStep time_step;
  GuardLimits guard;
  std::vector<const Command*> fixes;  ///< each a Fix
  const Command* move = nullptr;      ///< a Move
  const Command* deform = nullptr;    ///< a Deform
  CorrectVelocity correct_velocity;   ///< interval 0: never
  std::vector<const Command*> dumps;
  std::vector<std::string> potentials;  ///< Deck::potential_paths()
  bool averages = false;                ///< the mean of all potentials moves the atoms, not the first
};

/// Reads `where` (a folder with run.in, or the file itself), all lines, and checks their order. What is wrong is
/// appended to `errors` with file and line. A run without an ensemble of its own takes that of the run before.
Deck read_deck(const std::string& where, std::vector<Error>& errors);

/// Settings of the `run` (or `minimize`) at commands[index]: lines since the run before; time step, ensemble and guards
/// from anywhere above.
RunSettings settings_of_run(const Deck& deck, std::size_t index);

/// Of the potentials those whose mean moves the atoms: all, or the first.
std::vector<std::string> moving_potentials(const RunSettings& settings);

/// Was the line with this keyword, read or not?
bool is_keyword(const Command& command, const char* keyword);

/// compute_rdf and the like: accumulates over its run.
bool is_compute(const Command& command);
/// Writes while the run goes on, or at its end: is_compute() among them.
bool is_dump(const Command& command);
/// Names of the files that the deck's dumps append to, in order of first use; those with a '*' and restart.xyz, which
/// are written whole, are not among them.
std::vector<std::string> growing_files(const Deck& deck);
inline constexpr const char* active_frames = "active.xyz";  ///< the second file of `active`
/// The file a line appends to; "" when it writes whole files, or none.
std::string growing_file(const Command& dump);
/// Those of a line that has several, beside growing_file(); `potentials`: their number in the deck.
std::vector<std::string> further_files(const Command& dump, std::size_t potentials);
/// Before ".out" and ".xyz": observer0, observer1, .. of the potentials, or observer, of their mean.
std::vector<std::string> observer_names(const Observer& observer, std::size_t potentials);

/// Throws Error(file, line) when the atoms lack the grouping method or no label of it is so high.
void check_group(const Command& command, const GroupChoice& group, const Atoms& atoms);

}  // namespace nacre::run
