#include "jobs/earlier_results.h"

#include <filesystem>

#include "io/paths.h"

namespace nacre::jobs {

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

void set_aside(const std::vector<std::string>& paths, Log& log) {
  std::string moved;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) continue;
    move_to_old(path);
    moved += (moved.empty() ? "" : ", ") + path;
  }
  if (!moved.empty()) log.complaint("note: earlier results were moved to .old: " + moved);
}

Error unfinished_work(const std::string& path, const std::string& what) {
  return Error("this checkpoint holds " + what +
               " of work that has not ended: --resume goes on, --restart moves it to .old")
      .file(path)
      .key("--restart");
}

std::string beside(const std::string& input, const std::string& ending, const Surroundings& around) {
  fs::path path = fs::path(input).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // a slash at the end
  if (!path.empty() && path != "." && path.filename() != "..")
    return (path.parent_path() / (path.stem().string() + ending)).string();
  const fs::path itself = real_path(around.path(path.empty() ? "." : path.string()));
  return ((path == "." ? fs::path() : path) / (itself.filename().string() + ending)).string();
}

}  // namespace nacre::jobs
