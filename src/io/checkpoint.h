// Checkpoint: a System and named Records in one binary file, written whole, with a checksum. See docs/checkpoint.md.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/error.h"
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

/// The file is cut off or its checksum does not fit. An earlier checkpoint may still be whole.
class DamagedCheckpoint : public Error {
 public:
  using Error::Error;
  explicit DamagedCheckpoint(const Error& error) : Error(error) {}
};

/// Bit-exact. Throws Error(failed) when the disk is full; the older checkpoint then stays as it was.
void write_checkpoint(const std::string& path, const System& system, const std::map<std::string, Record>& parts,
                      Previous previous = Previous::replace);
/// Throws DamagedCheckpoint when truncated or damaged, Error(bad_input) when absent or of an unknown format version.
Checkpoint read_checkpoint(const std::string& path);

/// "nacre.checkpoint.previous".
std::string previous_checkpoint(const std::string& path);
/// The checkpoint or the one before it is there.
bool has_checkpoint(const std::string& path);
/// Calls load(path). Where a file that this checkpoint counts on has lost its end (LostEnd), where the checkpoint is
/// damaged, or where a crash left the previous one alone, calls load(previous), which then takes the place of `path`.
/// Returns a sentence about that, else "". Throws what load throws.
std::string load_or_go_back(const std::string& path, const std::function<void(const std::string&)>& load);

/// What of earlier work lies in a folder.
struct EarlierWork {
  enum class State { none, unfinished, finished } state = State::none;
  std::int64_t done = 0;  ///< steps or rows that the checkpoint holds
  std::string file;       ///< the checkpoint that says so
  std::string why;        ///< why it is the one before the last; "" when it is the last
};
/// What a checkpoint says of its work.
struct WorkDone {
  bool is_finished = false;
  std::int64_t done = 0;
};
/// The later of both checkpoints that is there and whole, as `look` understands it. Throws as read_checkpoint() when none
/// is whole.
EarlierWork earlier_work(const std::string& path, const std::function<WorkDone(const Checkpoint&)>& look);

}  // namespace nacre
