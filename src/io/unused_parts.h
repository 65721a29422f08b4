// What stands in a structure's file and is read by nobody: said once, in one line, so that a column under another name
// does not get lost in silence.
#pragma once
#include <string>
#include <vector>

#include "io/extxyz.h"

namespace nacre {

/// "columns momenta (velocities are read from vel:R:3, A/fs), tags; keys origin", or "" when all is used. `used`: keys
/// of Frame::info, and names of columns, in lower case, that the caller reads or speaks of itself. What Nacre writes for
/// others than its readers is not counted.
std::string unused_parts(const Frame& frame, const std::vector<std::string>& used = {});
/// "note: FILE: not used: ...", or "".
std::string unused_note(const std::string& file, const Frame& frame, const std::vector<std::string>& used = {});

/// Keys of the frame, as written, that may hold this label under another name: "REF_virials" for "virial". The usual
/// names of other programs come first.
std::vector<std::string> other_keys(const Frame& frame, const std::string& label);
/// Skipped columns that may hold the forces.
std::vector<std::string> other_force_columns(const Frame& frame);

}  // namespace nacre
