// Names under which files are written before they are whole: NAME.nacre-part0, locked by the process that writes, so
// that one which a killed process left is known, is used again for the same name, and can be removed.
#pragma once
#include <string>

namespace nacre {

/// Opens an empty file beside `path` that no other process uses, and locks it until it is closed; its name goes into
/// `part`. The descriptor, or -1 with errno.
int open_part(const std::string& path, std::string& part);

/// Removes the part files in this folder that no living process writes, those of version 0.1 (NAME.partPROCESS-0)
/// included. What cannot be removed stays.
void remove_dead_parts(const std::string& folder);

}  // namespace nacre
