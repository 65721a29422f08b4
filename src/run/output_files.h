// The files that the dumps of a deck append to, how long each was at a checkpoint, and a checksum of its end, so that a
// resumed run cuts them back to the checkpoint and ends with the same bytes as an uncut one, or refuses them.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/record.h"
#include "io/kept_file.h"

namespace nacre::run {

class OutputFiles {
 public:
  /// `folder`: of the deck. `names`: all files that any run of the deck appends to; their present sizes are noted.
  OutputFiles(std::string folder, const std::vector<std::string>& names);

  /// Creates the file if needed. Throws Error(failed).
  void open(const std::string& name);
  /// Throws Error(failed) on a full disk; the file then ends before this text.
  void append(const std::string& name, std::string_view text);
  /// Writes a whole file beside the growing ones.
  void write(const std::string& name, std::string_view text) const;

  /// Names of files that were there before this run and are not empty.
  std::vector<std::string> older() const;

  /// All that was appended is on the disk when this returns. Throws Error(failed).
  void save(Record& record);
  /// Throws as restore() does, and changes nothing. A record of files that are none of the names is refused: nothing else
  /// is ever cut or removed.
  void check(const Record& record) const;
  /// Cuts every file back to its size in the record; a file that did not exist then is removed. Throws LostEnd when a
  /// file is shorter than it was, Error(bad_input) when it was changed; all are as they were then.
  void restore(const Record& record);

 private:
  struct File {
    std::int64_t size = absent;  ///< while not open
    KeptFile stream;
    bool is_open = false;
  };
  static constexpr std::int64_t absent = -1;

  std::string path(const std::string& name) const;
  void cut_back(const std::string& name, const Record& record);

  std::string folder_;
  std::map<std::string, File> files_;
};

}  // namespace nacre::run
