#include "io/old_results.h"

#include <filesystem>

#include "core/error.h"

namespace nacre {

namespace {
namespace fs = std::filesystem;

void move_to_old(const fs::path& path) {
  const fs::path old = path.string() + ".old";
  std::error_code problem;
  if (fs::is_directory(path, problem)) fs::remove_all(old, problem);
  fs::rename(path, old, problem);
  if (problem)
    throw Error("an earlier result cannot be renamed to .old: " + problem.message(), Error::Kind::failed)
        .file(path.string());
}
}  // namespace

std::string set_aside(const std::vector<std::string>& paths) {
  std::string moved;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    move_to_old(path);
    moved += (moved.empty() ? "" : ", ") + path;
  }
  return moved.empty() ? moved : "earlier results were moved to .old: " + moved;
}

}  // namespace nacre
