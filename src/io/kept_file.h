// A file that grows and that a checkpoint counts on: it is on the disk before the checkpoint is, the checkpoint knows its
// size and a checksum of its end, and a resumed program refuses it when it was changed since.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/record.h"
#include "io/files.h"

namespace nacre {

/// The file ends before the checkpoint says, or in zeros: its end never reached the disk, or somebody cut it off. An
/// earlier checkpoint may still go on from it.
class LostEnd : public Error {
 public:
  using Error::Error;
  explicit LostEnd(const Error& error) : Error(error) {}
};

/// Checksum of the end of a stream of bytes: of the last whole block of 64 MiB and of what follows it.
///   h <- rotate(h xor w, 29) * 0x9e3779b97f4a7c15 mod 2^64 for each 8 bytes w, lowest byte first; every step can be
///   turned back, so that a change within one w always changes h
class EndChecksum {
 public:
  static constexpr std::uint64_t block_bytes = std::uint64_t{1} << 26;

  void add(std::string_view bytes);
  std::uint64_t size() const { return size_; }
  /// Hexadecimal numbers of both parts.
  std::string text() const;
  /// Where a reader of a file of this size must begin to get the same text.
  static std::uint64_t begin_of(std::uint64_t size);
  /// As if so many bytes, a multiple of block_bytes, had been added before.
  void skip(std::uint64_t bytes) { size_ += bytes; }

 private:
  void add_within_block(std::string_view bytes);
  std::uint64_t with_rest() const;

  std::uint64_t size_ = 0, before_ = 0, now_ = 0, word_ = 0;
};

/// What a checkpoint knows of a file.
struct FileMark {
  std::uint64_t size = 0;
  std::string checksum;  ///< of EndChecksum; empty: of version 0.1, which knew none
  void save(Record& record, const std::string& name) const;
  static FileMark load(const Record& record, const std::string& name);
};

class KeptFile {
 public:
  KeptFile() = default;
  /// Opens for appending, creates.
  explicit KeptFile(const std::string& path);
  /// Opens and cuts back to the mark: what was written after the checkpoint is dropped. Throws LostEnd when the end is
  /// not there, Error(bad_input) when it is another one than when the checkpoint was written.
  KeptFile(const std::string& path, const FileMark& mark);

  /// As GrowingFile::append.
  void append(std::string_view text);
  const std::string& path() const { return file_.path(); }
  /// Of the file as it is; it is on the disk when this returns. Throws Error(failed).
  FileMark mark();

 private:
  GrowingFile file_;
  EndChecksum checksum_;
  std::uint64_t flushed_ = 0;  ///< bytes that are on the disk
};

/// Throws as the constructor of KeptFile does, and changes nothing.
void check_mark(const std::string& path, const FileMark& mark);

}  // namespace nacre
