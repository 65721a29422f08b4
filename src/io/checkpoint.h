// Checkpoint: a System and named Records in one binary file, written whole, with a checksum. See docs/checkpoint.md.
#pragma once
#include <map>
#include <string>

#include "core/record.h"
#include "core/system.h"

namespace nacre {

struct Checkpoint {
  System system;
  std::map<std::string, Record> parts;  ///< "force", "ensemble", "deck", "outputs", ...
};

/// Bit-exact. Throws Error(failed) when the disk is full; the older checkpoint then stays as it was.
void write_checkpoint(const std::string& path, const System& system, const std::map<std::string, Record>& parts);
/// Throws Error(bad_input) when absent, truncated, damaged (checksum) or of an unknown format version.
Checkpoint read_checkpoint(const std::string& path);

}  // namespace nacre
