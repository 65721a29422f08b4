// The lines of a text in memory. Not by std::getline: where memory is short a stream only stops, and the lines that are
// missing are missed by nobody; here std::bad_alloc is thrown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace nacre {

/// Without their ends; a last line without an end is one too.
std::vector<std::string> split_lines(std::string_view text);
/// The same, as parts of `text`, which must outlive them.
std::vector<std::string_view> line_views(std::string_view text);

}  // namespace nacre
