// Questions to the file system whose answers are values or an Error that names the file. What the standard library
// throws names neither the user's line nor the kind of the failure; src/ calls these, or the forms with an error code.
#pragma once
#include <filesystem>
#include <string>

namespace nacre {

/// Is there such a file or folder? Throws Error with the file when that cannot be said: a link to itself, a name that is
/// too long, no right to look.
bool file_exists(const std::filesystem::path& path);
bool is_folder(const std::filesystem::path& path);
bool is_plain_file(const std::filesystem::path& path);
/// Absolute, links followed as far as they exist; of an empty path the current folder.
std::string real_path(const std::filesystem::path& path);

}  // namespace nacre
