// The files that the options of a job name, and those that it writes beside them: checked before the job begins, for
// every command alike, so that none overwrites its input or writes a file twice (io/file_names.h).
#pragma once
#include <map>
#include <string>
#include <vector>

#include "io/file_names.h"
#include "jobs/job.h"

namespace nacre::jobs {

class NamedFiles {
 public:
  /// Notes what is given to options of `table` that are paths, from now on. Must outlive the table's use.
  explicit NamedFiles(Options& table);
  NamedFiles(const NamedFiles&) = delete;
  NamedFiles& operator=(const NamedFiles&) = delete;

  /// A file that is read besides those of options.
  void add_input(const std::string& path, const std::string& what) { more_.read(path, what); }
  /// Throws Error(bad_input) with the option as key.
  void check(const Job& job, const Surroundings& around) const;

 private:
  static void add_one(const std::string& option, Path kind, const std::string& word, const Surroundings& around,
                      FileNames& names);
  void add(Path kind, const Surroundings& around, FileNames& names) const;

  std::vector<std::pair<std::string, Path>> names_;        ///< options, in the order of the table
  std::map<std::string, std::vector<std::string>> given_;  ///< by option
  FileNames more_;
};

/// For Job::own_files: those of a deck or of settings, under their own names where an option names them too.
void put_first(FileNames first, FileNames& names);
/// For Job::own_files: files that will be written into a folder, the value of `option`; a '*' stands for any number.
/// Throws Error(bad_input) with the option as key.
void write_into(const std::string& folder, const std::vector<std::string>& files, const std::string& option,
                FileNames& names);

}  // namespace nacre::jobs
