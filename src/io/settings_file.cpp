#include "io/settings_file.h"

#include <filesystem>

#include "core/error.h"
#include "io/paths.h"

namespace nacre {

std::string settings_file(const std::string& where, const std::string& name) {
  if (!file_exists(where)) throw Error("no such file or folder").file(where);
  if (!is_folder(where)) return where;
  const std::filesystem::path file = std::filesystem::path(where) / name;
  if (!file_exists(file)) throw Error("no " + name + " in this folder").file(where);
  return where == "." ? name : file.string();
}

void HashOfLines::add(const std::vector<std::string>& words, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k) {
    hash_.add(words[k]);
    hash_.add(" ");
  }
  hash_.add("\n");
}

}  // namespace nacre
