// What an earlier call left where a command is about to write keeps one generation, as NAME.old.
#pragma once
#include <string>
#include <vector>

namespace nacre {

/// Renames those of the paths that exist (files or folders) to PATH.old, in the place of an older one. Returns the
/// sentence that says which, "" when there were none. Throws Error(failed) with the path that cannot be renamed: nobody
/// must write into what was to be moved.
std::string set_aside(const std::vector<std::string>& paths);

}  // namespace nacre
