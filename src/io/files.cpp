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
#include "io/whole_file.h"

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

/// 0 or an errno. Devices and pipes cannot be flushed: no failure.
int flush(int descriptor) { return ::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS ? errno : 0; }

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

/// A link stays a link: its target is what gets replaced, or made.
std::string resolve_link(const std::string& path) {
  std::error_code failure;
  fs::path target = path;
  constexpr int most_links = 40;  // as the system
  for (int link = 0; fs::is_symlink(target, failure); ++link) {
    if (link == most_links) throw system_error("cannot write", path, ELOOP);
    target = target.parent_path() / fs::read_symlink(target, failure);
  }
  return target.string();
}

/// Devices and pipes (/dev/stdout) are written in place: a rename would replace them.
int open_in_place(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) throw system_error("cannot open for writing", path, errno);
  return descriptor;
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

WholeFile::WholeFile(std::string path) : path_(std::move(path)) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path_, ignored);
  if (fs::is_directory(status)) throw system_error("cannot write", path_, EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    descriptor_ = open_in_place(path_);
    return;
  }
  target_ = resolve_link(path_);
  descriptor_ = open_part(target_, part_);
  if (descriptor_ < 0) throw system_error("cannot create", path_, errno);
  if (fs::exists(status)) ::fchmod(descriptor_, static_cast<mode_t>(status.permissions()));
}

WholeFile::WholeFile(WholeFile&& other) noexcept { *this = std::move(other); }

WholeFile& WholeFile::operator=(WholeFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(target_, other.target_);
  std::swap(part_, other.part_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

WholeFile::~WholeFile() { give_up(); }

void WholeFile::give_up() noexcept {
  if (descriptor_ < 0) return;
  if (!is_in_place()) ::unlink(part_.c_str());
  ::close(std::exchange(descriptor_, -1));
}

void WholeFile::append(std::string_view text) {
  if (descriptor_ < 0) throw Error("the file is not open", Error::Kind::failed).file(path_);
  if (const int reason = write_all(descriptor_, text)) throw system_error("cannot write", path_, reason);
}

void WholeFile::finish() {
  if (descriptor_ < 0) throw Error("the file is not open", Error::Kind::failed).file(path_);
  int reason = flush(descriptor_);
  // Renamed while it is open: until it is closed it is locked, and nobody takes it for one that was left.
  if (reason == 0 && !is_in_place() && ::rename(part_.c_str(), target_.c_str()) != 0) reason = errno;
  if (reason != 0) {
    give_up();
    throw system_error("cannot write", path_, reason);
  }
  reason = close_checked(std::exchange(descriptor_, -1), 0);
  if (reason != 0) throw system_error("cannot write", path_, reason);
  if (!is_in_place()) flush_folder(target_);
}

void write_whole(const std::string& path, std::string_view content) {
  WholeFile file(path);
  file.append(content);
  file.finish();
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
