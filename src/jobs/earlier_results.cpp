#include "jobs/earlier_results.h"

#include <filesystem>

#include "io/old_results.h"
#include "io/paths.h"

namespace nacre::jobs {

namespace fs = std::filesystem;

void set_aside(const std::vector<std::string>& paths, Log& log) {
  if (const std::string moved = nacre::set_aside(paths); !moved.empty()) log.complaint("note: " + moved);
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
