// TextLines: the lines of a text file of any size, read in large blocks; memory for one block or one line, not the
// file. A file compressed with gzip or xz is unpacked on the way; "-" is the standard input.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/byte_source.h"

namespace nacre {

class TextLines {
 public:
  /// Throws Error with the system's reason when the file cannot be opened or is a folder.
  explicit TextLines(std::string path, std::size_t block_bytes = std::size_t{256} << 10);
  /// Lines that were taken from the file before: `text`, whose first line is number `first`. Reads nothing.
  TextLines(std::string path, std::string text, long first);

  /// The next line without its end ("\n" or "\r\n"); false at the end of the file. `line` is valid until the next
  /// call. A byte order mark at the start of the file is skipped. Throws Error(failed) when reading fails.
  bool next(std::string_view& line);
  /// The bytes to come, so many or all that there are; nothing is taken. Valid until the next call.
  std::string_view head(std::size_t bytes);
  long number() const { return number_; }  ///< 1-based number of the line given last; 0 before the first
  /// Did the line given last end with the file, without a line end of its own?
  bool ends_open() const { return at_end_ && begin_ == end_ && open_; }
  /// Of the file: those of the lines given so far, with their ends; of a compressed one those taken from it.
  std::int64_t bytes() const { return is_packed_ ? source_->taken() : bytes_; }
  const std::string& path() const { return path_; }

 private:
  bool refill();
  std::size_t read_some();
  bool take(std::size_t length, std::size_t skipped, std::string_view& line);

  std::string path_;
  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< unread bytes of the buffer
  bool at_end_ = false, open_ = false, is_packed_ = false;
  long number_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace nacre
