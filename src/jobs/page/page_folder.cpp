#include "jobs/page/page_folder.h"

#include <algorithm>
#include <filesystem>

#include "io/paths.h"
#include "io/words.h"
#include "jobs/page/page_files.h"

namespace nacre::jobs {

namespace fs = std::filesystem;

bool is_small_file(const std::string& path) {
  std::error_code none;
  const auto size = fs::file_size(path, none);
  return !none && size <= largest_read_table;
}

void add_files(const std::string& folder, const std::string& seen, const std::vector<std::string>& names,
               report::PagePart& part) {
  for (const std::string& name : names) {
    const std::string path = (fs::path(folder) / name).string();
    if (!is_plain_file(path)) continue;
    const bool is_shown = (name.ends_with(".svg") || name.ends_with(".csv")) && is_small_file(path);
    std::string text = is_shown ? read_text(path) : "";
    if (name.ends_with(".svg"))
      part.figures.push_back(page_figure(name, std::move(text), seen + name));
    else
      part.tables.push_back({name, std::move(text), seen + name});
  }
}

std::vector<std::string> page_files_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(".svg") || name.ends_with(".csv")) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

report::File settings_file(const std::string& path) { return {fs::path(path).filename().string(), read_text(path)}; }

}  // namespace nacre::jobs
