// Texts of users and their files, made fit for a terminal, a picture and a log.
#pragma once
#include <string>
#include <string_view>

namespace nacre {

/// The text with control characters and bytes that are not UTF-8 written out, "\x1b" and the like; a line feed and a
/// tab stay.
std::string printable(std::string_view text);

}  // namespace nacre
