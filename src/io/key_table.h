// Tables of keys, keywords and methods: for the documents, in Markdown, and keys of a YAML file as such a file.
#pragma once
#include <string>
#include <vector>

namespace nacre {

/// A row of heads, then rows of as many cells. A '|' in a cell would end it: it gets a backslash unless it has one.
std::string markdown_table(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows);
/// Words as they stand in a file: between backticks.
std::string markdown_code(const std::string& words);

// Keys of a YAML file as such a file: what `--schema` prints. Sentences are comments; a key whose default can be written is
// there, and one that is needed, absent or described stands as a comment.
struct FileKey {
  std::string name;      ///< "relax.radius": key `radius` of the section `relax`; keys of a section stand together
  std::string values;    ///< what may be written
  std::string standard;  ///< what holds without it
  std::string sentence;
};

/// Every line begins with `indent`; `all_comments`: no key is there.
std::string key_file(const std::vector<FileKey>& keys, const std::string& indent = "", bool all_comments = false);

}  // namespace nacre
