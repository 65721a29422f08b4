#include "io/folder_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "io/file_lock.h"
#include "io/part_files.h"

namespace nacre {

namespace {
namespace fs = std::filesystem;

std::string time_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 32> text{};
  ::localtime_r(&now, &parts);
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return text.data();
}

std::string holder_text(const std::string& work) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return work + ", process " + std::to_string(::getpid()) + " on " + host.data() + ", since " + time_text();
}

/// On a full disk the file stays empty, and the lock holds all the same.
void write_holder(int descriptor, const std::string& text) {
  if (::ftruncate(descriptor, 0) != 0) return;
  [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, text.data(), text.size(), 0);
}

std::string read_holder(int descriptor) {
  std::array<char, 512> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
  return got > 0 ? std::string(text.data(), static_cast<std::size_t>(got)) : "a process that says nothing of itself";
}

std::string shown(const std::string& folder) { return folder.empty() ? "." : folder; }

Error cannot_lock(const std::string& folder, int reason) {
  return Error(std::string("cannot write into this folder: ") + std::strerror(reason), Error::Kind::failed)
      .file(shown(folder));
}

Error is_held(const std::string& folder, int descriptor) {
  return Error("another nacre works in this folder: " + read_holder(descriptor), Error::Kind::failed)
      .file(shown(folder));
}

/// An open descriptor that holds the lock.
int acquire(const std::string& folder, const std::string& path) {
  for (;;) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0) throw cannot_lock(folder, errno);
    const int reason = try_lock(descriptor);
    if (reason != EWOULDBLOCK && is_still(descriptor, path)) return descriptor;
    const Error error = is_held(folder, descriptor);
    ::close(descriptor);
    if (reason == EWOULDBLOCK) throw Error(error);
  }
}
}  // namespace

FolderLock::FolderLock(const std::string& folder, const std::string& work)
    : path_((fs::path(folder) / folder_lock_name).string()), descriptor_(acquire(folder, path_)) {
  write_holder(descriptor_, holder_text(work));
  remove_dead_parts(shown(folder));
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FolderLock::~FolderLock() {
  if (descriptor_ < 0) return;
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace nacre
