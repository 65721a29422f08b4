// A file that is written piece by piece under another name, and gets its own when it is whole.
#pragma once
#include <string>
#include <string_view>

namespace nacre {

class WholeFile {
 public:
  WholeFile() = default;
  /// Opens a file of another name beside the one that `path` means, links followed; a device or a pipe itself. Throws
  /// Error(failed) with the system's reason.
  explicit WholeFile(std::string path);
  WholeFile(WholeFile&& other) noexcept;
  WholeFile& operator=(WholeFile&& other) noexcept;
  /// Unless finish() was called, an older file is untouched and nothing new stays.
  ~WholeFile();

  void append(std::string_view text);
  /// The file that will get the name, and the one that holds the text meanwhile ("" for a device or a pipe).
  const std::string& target() const { return target_; }
  const std::string& written() const { return part_; }
  /// Flushes to the disk and gives the file its name.
  void finish();

 private:
  bool is_in_place() const { return part_.empty(); }
  void give_up() noexcept;

  std::string path_;    ///< as the caller spells it
  std::string target_;  ///< links followed
  std::string part_;    ///< the name meanwhile
  int descriptor_ = -1;
};

}  // namespace nacre
