// The lines of a text in memory. Not by std::getline: where memory is short a stream only stops, and the lines that are
// missing are missed by nobody; here std::bad_alloc is thrown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nacre {

/// Without their ends; a last line without an end is one too.
std::vector<std::string> split_lines(std::string_view text);

}  // namespace nacre
