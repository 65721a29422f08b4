// The files that one command reads and writes, known by what they are and not by how they are spelt: links and "./" are
// followed. No output may be an input, and none may be written twice. Names that differ by case only count as the same,
// because on some disks they are.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace nacre {

class FileNames {
 public:
  /// A file that is read, there or not; folders, devices and pipes do not count. `what`: "the potential".
  void read(const std::string& path, const std::string& what);
  /// A file that will be written. Devices and pipes do not count. Throws Error(bad_input) with `path` as value when it
  /// is an input or an output already. `numbered`: a '*' in the name stands for any number.
  void write(const std::string& path, const std::string& what, bool numbered = false);
  /// All of the other, unchecked.
  void add(const FileNames& other) { files_.insert(files_.end(), other.files_.begin(), other.files_.end()); }
  /// What a file that will be written is already, "" when it is nothing: what read() or write() called it.
  std::string known(const std::string& path, bool numbered = false) const;

 private:
  struct File {
    std::string path;                    ///< as the system would open it, links followed
    std::uint64_t device = 0, node = 0;  ///< 0: not there yet
    bool numbered = false, is_output = false;
    std::string what;
  };
  static File file_at(const std::string& path, bool numbered);
  static bool same(const File& a, const File& b);
  const File* find(const File& file) const;

  std::vector<File> files_;
};

/// Is `name` what `pattern` becomes with a number in place of its last '*'?
bool fits_numbered(std::string_view name, std::string_view pattern);

/// Does the file, links followed, lie outside of the folder?
bool leaves_folder(const std::string& folder, const std::string& path);

}  // namespace nacre
