#include "jobs/names.h"

#include <filesystem>

#include "io/paths.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;

/// Of a folder that is an input: what a job may read there.
constexpr const char* read_in_folders[] = {"run.in",   "model.xyz",   "nep.in",     "zbl.in",         "train.xyz",
                                           "test.xyz", "insert.yaml", "insert.csv", "structures.xyz", "final.xyz"};

/// What is there already of a file that a job writes is moved to NAME.old.
void check_old(const std::string& path, const FileNames& names) {
  constexpr std::string_view old = ".old";
  if (!path.ends_with(old)) return;
  const std::string known = names.known(path.substr(0, path.size() - old.size()));
  if (!known.empty()) throw Error("an earlier result is moved to this file, of " + known);
}
}  // namespace

NamedFiles::NamedFiles(Options& table) {
  for (Option& option : table.rows()) {
    if (option.path != Path::input && option.path != Path::output) continue;
    names_.emplace_back(option.name, option.path);
    given_[option.name];
    option.assign = [this, then = std::move(option.assign)](const Option& self, const std::vector<std::string>& words) {
      then(self, words);
      given_[self.name] = words;
    };
  }
}

void NamedFiles::add(Path kind, const Surroundings& around, FileNames& names) const {
  for (const auto& [option, path] : names_) {
    if (path != kind) continue;
    for (const std::string& word : given_.at(option)) add_one(option, kind, word, around, names);
  }
}

void NamedFiles::add_one(const std::string& option, Path kind, const std::string& word, const Surroundings& around,
                         FileNames& names) {
  const std::string path = around.path(word);
  if (kind == Path::input) {
    names.read(path, option);
    for (const char* file : read_in_folders)
      if (file_exists(fs::path(path) / file)) names.read((fs::path(path) / file).string(), file);
    return;
  }
  try {
    check_old(path, names);
    names.write(path, "--" + option);
  } catch (Error& e) {
    throw e.key("--" + option).value(word);
  }
}

void NamedFiles::check(const Job& job, const Surroundings& around) const {
  FileNames names = more_;
  add(Path::input, around, names);
  job.own_files(around, names);
  add(Path::output, around, names);
}

void put_first(FileNames first, FileNames& names) {
  first.add(names);
  names = std::move(first);
}

void write_into(const std::string& folder, const std::vector<std::string>& files, const std::string& option,
                FileNames& names) {
  for (const std::string& file : files) {
    const std::string path = (fs::path(folder) / file).string();
    try {
      names.write(path, file, file.find('*') != std::string::npos);
    } catch (Error& e) {
      throw e.key("--" + option).value(path);
    }
  }
}

}  // namespace nacre::jobs
