#include "io/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "io/part_files.h"

namespace nacre {

namespace {
namespace fs = std::filesystem;

Error system_error(const std::string& what, const std::string& path, int reason) {
  return Error(what + ": " + std::strerror(reason), Error::Kind::failed).file(path);
}

/// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(descriptor, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return done < 0 ? errno : ENOSPC;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return 0;
}

/// Writes and flushes to the disk; 0 or the first errno. Devices and pipes cannot be flushed: no failure.
int write_and_flush(int descriptor, std::string_view text) {
  const int reason = write_all(descriptor, text);
  if (reason != 0) return reason;
  return ::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
}

int close_checked(int descriptor, int reason) {
  return ::close(descriptor) != 0 && reason == 0 && errno != EINTR ? errno : reason;
}

/// The rename itself must reach the disk too; a file system that cannot flush a folder is not an error.
void flush_folder(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

/// Devices and pipes (/dev/stdout) are written in place: a rename would replace them.
void write_in_place(const std::string& path, std::string_view content) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) throw system_error("cannot open for writing", path, errno);
  if (const int reason = close_checked(descriptor, write_and_flush(descriptor, content)))
    throw system_error("cannot write", path, reason);
}

/// A link stays a link: its target is what gets replaced.
std::string resolve_link(const std::string& path) {
  std::error_code failure;
  if (!fs::is_symlink(path, failure)) return path;
  const fs::path target = fs::weakly_canonical(path, failure);
  return failure ? path : target.string();
}

int open_growing(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) throw system_error("cannot open for writing", path, errno);
  return descriptor;
}

std::uint64_t size_of(int descriptor) {
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}
}  // namespace

void write_whole(const std::string& path, std::string_view content) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) throw system_error("cannot write", path, EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_in_place(path, content);
  const std::string target = resolve_link(path);
  std::string temporary;
  const int descriptor = open_part(target, temporary);
  if (descriptor < 0) throw system_error("cannot create", path, errno);
  if (fs::exists(status)) ::fchmod(descriptor, static_cast<mode_t>(status.permissions()));
  int reason = write_and_flush(descriptor, content);
  // Renamed while it is open: until it is closed it is locked, and nobody takes it for one that was left.
  if (reason == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) reason = errno;
  if (reason != 0) ::unlink(temporary.c_str());
  reason = close_checked(descriptor, reason);
  if (reason != 0) throw system_error("cannot write", path, reason);
  flush_folder(target);
}

GrowingFile::GrowingFile(std::string path) : path_(std::move(path)), descriptor_(open_growing(path_, O_CREAT)) {
  size_ = size_of(descriptor_);
}

GrowingFile::GrowingFile(std::string path, std::uint64_t size)
    : path_(std::move(path)), descriptor_(open_growing(path_, size == 0 ? O_CREAT : 0)), size_(size) {
  const std::uint64_t there = size_of(descriptor_);
  int reason = 0;
  if (there > size && ::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) reason = errno;
  if (there >= size && reason == 0) return;
  ::close(std::exchange(descriptor_, -1));
  if (reason != 0) throw system_error("cannot cut back", path_, reason);
  throw Error("the file is shorter than it was at the checkpoint: it was changed since", Error::Kind::failed)
      .file(path_)
      .value(std::to_string(there) + " bytes")
      .allowed(">= " + std::to_string(size) + " bytes");
}

GrowingFile::GrowingFile(GrowingFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(std::exchange(other.size_, 0)) {}

GrowingFile& GrowingFile::operator=(GrowingFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(size_, other.size_);
  return *this;
}

GrowingFile::~GrowingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void GrowingFile::append(std::string_view text) {
  if (descriptor_ < 0) throw Error("the file is not open", Error::Kind::failed).file(path_);
  if (const int reason = write_all(descriptor_, text)) {
    // A device (/dev/...) cannot be cut back, and keeps no file that the half record would spoil.
    [[maybe_unused]] const int cut = ::ftruncate(descriptor_, static_cast<off_t>(size_));
    throw system_error("cannot write", path_, reason);
  }
  size_ += text.size();
}

}  // namespace nacre
