#include "io/part_files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

#include "io/file_lock.h"
#include "io/words.h"

namespace nacre {

namespace {
namespace fs = std::filesystem;
constexpr std::string_view mark = ".nacre-part";
constexpr int most_parts = 1000;  // writers of one file at one time

/// False: the lock is another's, or the file was removed or renamed by its owner meanwhile.
bool is_ours(int descriptor, const std::string& name) {
  return try_lock(descriptor) != EWOULDBLOCK && is_still(descriptor, name);
}

/// What a killed process left goes; -1 with errno where that fails, and no file.
int emptied(int descriptor, const std::string& name) {
  if (::ftruncate(descriptor, 0) == 0) return descriptor;
  const int reason = errno;
  ::unlink(name.c_str());
  ::close(descriptor);
  errno = reason;
  return -1;
}

/// The number after the last `.nacre-part`.
bool is_part(const std::string& name) {
  const std::size_t at = name.rfind(mark);
  return at != std::string::npos && is_digits(std::string_view(name).substr(at + mark.size()));
}

/// Process of NAME.partPROCESS-NUMBER; 0: this is another name.
long process_of(const std::string& name) {
  const std::size_t at = name.rfind(".part"), dash = name.rfind('-');
  if (at == std::string::npos || dash == std::string::npos || dash < at + 5) return 0;
  const std::string_view text(name);
  if (!is_digits(text.substr(at + 5, dash - at - 5)) || !is_digits(text.substr(dash + 1))) return 0;
  return std::strtol(name.c_str() + at + 5, nullptr, 10);
}

bool is_alive(long process) { return ::kill(static_cast<pid_t>(process), 0) == 0 || errno != ESRCH; }

void remove_unless_locked(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return;
  if (is_ours(descriptor, path)) ::unlink(path.c_str());
  ::close(descriptor);
}
}  // namespace

int open_part(const std::string& path, std::string& part) {
  int descriptor = -1;
  for (int number = 0; number < most_parts; ++number) {
    part = path + std::string(mark) + std::to_string(number);
    descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor < 0 && errno != EACCES && errno != ELOOP) return -1;
    if (descriptor < 0) continue;  // left by another user
    if (is_ours(descriptor, part)) return emptied(descriptor, part);
    ::close(descriptor);
  }
  return -1;
}

void remove_dead_parts(const std::string& folder) {
  std::vector<std::string> parts, old_parts;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    if (is_part(name)) parts.push_back(entry->path().string());
    if (const long process = process_of(name); process > 0 && !is_alive(process))
      old_parts.push_back(entry->path().string());
  }
  for (const std::string& part : parts) remove_unless_locked(part);
  for (const std::string& part : old_parts) ::unlink(part.c_str());
}

}  // namespace nacre
