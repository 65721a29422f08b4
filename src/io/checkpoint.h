// Checkpoint: a System and named Records in one binary file, written whole, with a checksum. See docs/checkpoint.md.
#pragma once
#include <functional>
#include <map>
#include <string>

#include "core/record.h"
#include "core/system.h"

namespace nacre {

struct Checkpoint {
  System system;
  std::map<std::string, Record> parts;  ///< "force", "ensemble", "deck", "outputs", ...
};

/// What becomes of the checkpoint that is there: `keep`: it takes the name previous_checkpoint(path); `leave`: it is
/// replaced, and the one before it stays; `replace`: it is of other work than what is written now, as is the one before
/// it, and both go.
enum class Previous { replace, keep, leave };

/// Of work that writes its first checkpoint, or whose files have grown since the last one. Two with the same files would
/// lose the same end: the one before them stays.
inline Previous previous_of(bool is_first, bool has_grown) {
  return is_first ? Previous::replace : has_grown ? Previous::keep : Previous::leave;
}

/// Bit-exact. Throws Error(failed) when the disk is full; the older checkpoint then stays as it was.
void write_checkpoint(const std::string& path, const System& system, const std::map<std::string, Record>& parts,
                      Previous previous = Previous::replace);
/// Throws Error(bad_input) when absent, truncated, damaged (checksum) or of an unknown format version.
Checkpoint read_checkpoint(const std::string& path);

/// "nacre.checkpoint.previous".
std::string previous_checkpoint(const std::string& path);
/// The checkpoint or the one before it is there.
bool has_checkpoint(const std::string& path);
/// Of those two the later one that is there. Throws as read_checkpoint().
Checkpoint read_last_checkpoint(const std::string& path);
/// Calls load(path). Where a file that this checkpoint counts on has lost its end (LostEnd), or a crash left the previous
/// one alone, calls load(previous), which then takes the place of `path`. Returns a sentence about that, else "". Throws
/// what load throws.
std::string load_or_go_back(const std::string& path, const std::function<void(const std::string&)>& load);

}  // namespace nacre
