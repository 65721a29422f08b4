#include "io/text_lines.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "core/error.h"

namespace nacre {

namespace {
constexpr std::size_t longest_line = std::size_t{256} << 20;  // bytes; /dev/zero never ends one

/// A small file needs no more than itself and the byte behind it, at which its end is seen; of a pipe no size is known.
std::size_t buffer_bytes(const std::string& path, std::size_t block_bytes) {
  constexpr std::uintmax_t least = 4096;
  std::error_code unknown;
  const std::uintmax_t size = std::filesystem::file_size(path, unknown);
  return unknown || size >= block_bytes ? block_bytes
                                        : std::min<std::uintmax_t>(block_bytes, std::max(least, size + 1));
}
}  // namespace

TextLines::TextLines(std::string path, std::size_t block_bytes)
    : path_(std::move(path)), buffer_(buffer_bytes(path_, block_bytes), '\0') {
  source_ = open_bytes(path_);
  is_packed_ = source_->is_packed();
}

TextLines::TextLines(std::string path, std::string text, long first)
    : path_(std::move(path)), buffer_(std::move(text)), end_(buffer_.size()), at_end_(true), number_(first - 1) {}

// Moves the unread rest to the front and reads behind it; the buffer doubles when one line fills it.
bool TextLines::refill() {
  if (at_end_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_, begin_ = 0;
  if (end_ > longest_line) throw Error("a line without end: this is no text").file(path_).line(number_ + 1);
  if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
  const std::size_t got = read_some();
  end_ += got;
  at_end_ = got == 0;
  return got > 0;
}

std::size_t TextLines::read_some() {
  try {
    return source_->read(buffer_.data() + end_, buffer_.size() - end_);
  } catch (Error& e) {
    throw e.file(path_).line(number_);
  }
}

std::string_view TextLines::head(std::size_t bytes) {
  while (end_ - begin_ < bytes && refill()) {
  }
  return std::string_view(buffer_).substr(begin_, std::min(bytes, end_ - begin_));
}

bool TextLines::take(std::size_t length, std::size_t skipped, std::string_view& line) {
  line = std::string_view(buffer_).substr(begin_, length);
  begin_ += length + skipped;
  open_ = skipped == 0;
  bytes_ += static_cast<std::int64_t>(length + skipped);
  if (++number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return true;
}

bool TextLines::next(std::string_view& line) {
  std::size_t searched = 0;
  do {
    const char* from = buffer_.data() + begin_ + searched;
    const std::size_t rest = end_ - begin_ - searched;
    if (const void* found = rest > 0 ? std::memchr(from, '\n', rest) : nullptr)
      return take(static_cast<const char*>(found) - (buffer_.data() + begin_), 1, line);
    searched = end_ - begin_;
  } while (refill());
  return begin_ < end_ && take(end_ - begin_, 0, line);
}

}  // namespace nacre
