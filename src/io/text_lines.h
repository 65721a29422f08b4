// TextLines: the lines of a text file of any size, read in large blocks; memory for one block or one line, not the
// file.
#pragma once
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

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
  long number() const { return number_; }  ///< 1-based number of the line given last; 0 before the first
  /// Did the line given last end with the file, without a line end of its own?
  bool ends_open() const { return at_end_ && begin_ == end_ && open_; }
  std::int64_t bytes() const { return bytes_; }  ///< of the lines given so far, with their ends
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  bool refill();
  bool take(std::size_t length, std::size_t skipped, std::string_view& line);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< unread bytes of the buffer
  bool at_end_ = false, open_ = false;
  long number_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace nacre
