// Tables of keys, keywords and methods for the documents, in Markdown.
#pragma once
#include <string>
#include <vector>

namespace nacre {

/// A row of heads, then rows of as many cells. A '|' in a cell would end it: it gets a backslash unless it has one.
std::string markdown_table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows);
/// Words as they stand in a file: between backticks.
std::string markdown_code(const std::string& words);

}  // namespace nacre
