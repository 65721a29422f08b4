// What the text files of small potentials share: a header "<name> <number of elements> <symbols>", then lines of
// numbers.
#pragma once
#include <string>
#include <vector>

#include "io/words.h"

namespace nacre {

/// The lines of a potential's file, the header at least. Throws Error with the file when there is none.
std::vector<Words> read_potential_lines(const std::string& path);

/// Element symbols of a header line "<name> <n> <symbol_1> ... <symbol_n>". Throws Error with file and line when n is
/// not in 1 .. most, symbols are missing, left over, repeated or no elements.
std::vector<std::string> read_species(const Words& header, int most);

/// Throws Error unless the file has exactly `count` non-empty lines; `layout` tells the user which.
void expect_lines(const std::vector<Words>& lines, std::size_t count, const std::string& layout);

}  // namespace nacre
