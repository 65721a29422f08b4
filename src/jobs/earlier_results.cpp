#include "jobs/earlier_results.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/files.h"
#include "io/old_results.h"
#include "io/paths.h"
#include "io/words.h"

namespace nacre::jobs {

namespace fs = std::filesystem;

void set_aside(const std::vector<std::string>& paths, Log& log) {
  if (const std::string moved = nacre::set_aside(paths); !moved.empty()) log.complaint("note: " + moved);
}

namespace {
bool says_something_else(const report::File& file) {
  return is_plain_file(file.name) && read_text(file.name) != file.content;
}
}  // namespace

void replace_files(const std::vector<report::File>& files, Log& log) {
  std::vector<std::string> others;
  for (const report::File& file : files)
    if (says_something_else(file)) others.push_back(file.name);
  set_aside(others, log);
  for (const report::File& file : files) write_whole(file.name, file.content);
}

void expect_ended(const std::function<EarlierWork()>& find, const std::string& unit) {
  EarlierWork earlier;
  try {
    earlier = find();
  } catch (Error& e) {
    throw Error(e.message() + "; --restart moves it to .old", e.kind()).file(e.file()).key("--restart");
  }
  if (earlier.state != EarlierWork::State::unfinished) return;
  throw Error(
      fmt::format("this checkpoint holds {} {} of work that has not ended{}: --resume goes on, --restart moves it "
                  "to .old",
                  unit, earlier.done, earlier.why.empty() ? "" : " (" + earlier.why + ")"))
      .file(earlier.file)
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
