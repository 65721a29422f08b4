// Parts of a page from the files that a command left in a folder: its CSV tables and its figures.
#pragma once
#include <string>
#include <vector>

#include "report/page.h"

namespace nacre::jobs {

/// Bytes of a table above which it is only linked.
inline constexpr std::size_t largest_read_table = 4'000'000;

/// Is there such a file, no larger?
bool is_small_file(const std::string& path);
/// Adds those of `names` that are there: figures (.svg), tables (.csv), and other files as links. `seen`: the folder,
/// seen from the page: "" or "03-insert/".
void add_files(const std::string& folder, const std::string& seen, const std::vector<std::string>& names,
               report::PagePart& part);
/// Names of the figures and CSV tables of a folder, sorted.
std::vector<std::string> page_files_in(const std::string& folder);
/// A file of settings, as it was read; its name without folders.
report::File settings_file(const std::string& path);

}  // namespace nacre::jobs
