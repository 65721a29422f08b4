// Files that appear whole or not at all, and streams whose every write is checked.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nacre {

/// Writes to a temporary name beside `path`, flushes to disk, renames. On failure (full disk, no permission) throws
/// Error(failed) with the system's reason, removes the temporary file and leaves an older file untouched.
void write_whole(const std::string& path, std::string_view content);

/// A file that grows: thermo.out, trajectories. Every append is flushed to the system; a short write throws
/// Error(failed) after cutting the file back to its size before that append, so that no half record stays.
class GrowingFile {
 public:
  GrowingFile() = default;
  explicit GrowingFile(std::string path);  ///< opens for appending, creates
  /// Opens and cuts the file back to `size` bytes: output of steps after the checkpoint is dropped on resume.
  GrowingFile(std::string path, std::uint64_t size);
  GrowingFile(GrowingFile&& other) noexcept;
  GrowingFile& operator=(GrowingFile&& other) noexcept;
  ~GrowingFile();
  void append(std::string_view text);
  std::uint64_t size() const { return size_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace nacre
