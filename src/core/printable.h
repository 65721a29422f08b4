// Texts of users and their files, made fit for a terminal, a picture and a log.
#pragma once
#include <string>
#include <string_view>

namespace nacre {

/// The text with control characters and bytes that are not UTF-8 written out, "\x1b" and the like; a line feed and a
/// tab stay.
std::string printable(std::string_view text);

/// Where the first character stands that `printable` writes out, ends of lines (LF, CR LF) aside; npos: nowhere.
std::size_t first_unprintable(std::string_view text);

/// A number as a person writes it, with ten digits at most: "8e+18", "4.63731".
std::string number_text(double value);

}  // namespace nacre
