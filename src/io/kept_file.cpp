#include "io/kept_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "io/paths.h"

namespace nacre {

namespace {
constexpr std::size_t word_bytes = 8;
constexpr std::size_t piece_bytes = std::size_t{1} << 20;  // of a file that is read

std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  return std::rotl(hash ^ word, 29) * 0x9e3779b97f4a7c15ULL;
}

std::uint64_t size_at(const std::string& path) {
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  return failure ? 0 : size;
}

/// Of the first `size` bytes of the file, or of what there is of them; `ends_in_zero`: the last of them.
EndChecksum checksum_of(const std::string& path, std::uint64_t size, bool* ends_in_zero = nullptr) {
  EndChecksum sum;
  sum.skip(EndChecksum::begin_of(size));
  std::ifstream in(path, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(sum.size()));
  std::vector<char> piece(piece_bytes);
  while (sum.size() < size) {
    in.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(piece.size(), size - sum.size())));
    const auto got = static_cast<std::size_t>(in.gcount());
    if (got == 0) break;
    sum.add({piece.data(), got});
    if (ends_in_zero != nullptr) *ends_in_zero = piece[got - 1] == '\0';
  }
  return sum;
}

LostEnd lost_end(const std::string& path, const std::string& what) {
  return LostEnd(Error(what + ": its end was lost, or it was changed", Error::Kind::failed).file(path));
}

/// Data of the file, and its size, reach the disk. What cannot be flushed (a device, a pipe) is no failure; nor is a
/// file that was moved away meanwhile.
void flush(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) return;
  const bool failed = descriptor < 0 || (::fdatasync(descriptor) != 0 && errno != EINVAL && errno != EROFS);
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (failed) throw Error(std::string("cannot write: ") + std::strerror(reason), Error::Kind::failed).file(path);
}

bool is_regular(const std::string& path) {
  std::error_code failure;
  return std::filesystem::is_regular_file(path, failure);
}
}  // namespace

void EndChecksum::add_within_block(std::string_view bytes) {
  std::size_t at = 0;
  const auto add_byte = [&] {
    word_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at++])) << 8 * (size_ % word_bytes);
    if (++size_ % word_bytes == 0) now_ = mixed(now_, std::exchange(word_, 0));
  };
  while (at < bytes.size() && size_ % word_bytes != 0) add_byte();
  for (; at + word_bytes <= bytes.size(); at += word_bytes, size_ += word_bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, word_bytes);
    now_ = mixed(now_, word);
  }
  while (at < bytes.size()) add_byte();
}

void EndChecksum::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::uint64_t room = block_bytes - size_ % block_bytes;
    const std::string_view piece = bytes.substr(0, room);
    add_within_block(piece);
    bytes.remove_prefix(piece.size());
    if (size_ % block_bytes == 0) before_ = std::exchange(now_, 0);
  }
}

/// Bytes that fill no word yet count with their number, which the size says.
std::uint64_t EndChecksum::with_rest() const { return size_ % word_bytes == 0 ? now_ : mixed(now_, word_); }

std::string EndChecksum::text() const { return fmt::format("{:016x} {:016x}", before_, with_rest()); }

std::uint64_t EndChecksum::begin_of(std::uint64_t size) {
  const std::uint64_t blocks = size / block_bytes;
  return blocks > 0 ? (blocks - 1) * block_bytes : 0;
}

void FileMark::save(Record& record, const std::string& name) const {
  record.put_integer(name, static_cast<std::int64_t>(size));
  record.texts[name] = checksum;
}

FileMark FileMark::load(const Record& record, const std::string& name) {
  const auto found = record.texts.find(name);
  return {static_cast<std::uint64_t>(record.integer(name)), found == record.texts.end() ? "" : found->second};
}

namespace {
/// The checksum of a file that is as its mark says, read once. Empty: a device or a pipe, of which nothing is checked.
EndChecksum checked_end(const std::string& path, const FileMark& mark) {
  if (file_exists(path) && !is_regular(path)) return {};
  const std::uint64_t there = size_at(path);
  if (there < mark.size)
    throw LostEnd(lost_end(path, "the file is shorter than it was at the checkpoint")
                      .value(fmt::format("{} bytes", there))
                      .allowed(fmt::format(">= {} bytes", mark.size)));
  bool ends_in_zero = false;
  EndChecksum sum = checksum_of(path, mark.size, &ends_in_zero);
  if (mark.checksum.empty() || sum.text() == mark.checksum) return sum;
  if (ends_in_zero) throw lost_end(path, "the file ends in zeros where it had text at the checkpoint");
  throw Error("the file was changed since the checkpoint was written; resume needs it as it was").file(path);
}
}  // namespace

void check_mark(const std::string& path, const FileMark& mark) { checked_end(path, mark); }

KeptFile::KeptFile(const std::string& path) : file_(path), flushed_(file_.size()) {
  if (is_regular(path)) checksum_ = checksum_of(path, file_.size());
}

KeptFile::KeptFile(const std::string& path, const FileMark& mark) : flushed_(mark.size) {
  checksum_ = checked_end(path, mark);  // cutting back leaves these bytes
  file_ = GrowingFile(path, mark.size);
}

void KeptFile::append(std::string_view text) {
  file_.append(text);
  checksum_.add(text);
}

FileMark KeptFile::mark() {
  if (flushed_ != file_.size()) flush(file_.path());
  flushed_ = file_.size();
  return {file_.size(), checksum_.text()};
}

}  // namespace nacre
