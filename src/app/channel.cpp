#include "app/channel.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace nacre::app {

/// False when nothing more can be written; failure_ then says why.
bool Channel::write_some(std::string_view& text) noexcept {
  const ssize_t done = ::write(descriptor_, text.data(), text.size());
  if (done >= 0) return text.remove_prefix(static_cast<std::size_t>(done)), true;
  if (errno == EINTR) return true;
  if (errno == EAGAIN) {  // a pipe or terminal that another program has set so
    pollfd ready{descriptor_, POLLOUT, 0};
    if (::poll(&ready, 1, -1) >= 0 || errno == EINTR) return true;
  }
  if (failure_ == 0) failure_ = errno;
  return false;
}

void Channel::write(std::string_view text) noexcept {
  while (!text.empty() && write_some(text)) {
  }
}

Channel& standard_output() {
  static Channel channel(STDOUT_FILENO);
  return channel;
}

Channel& standard_error() {
  static Channel channel(STDERR_FILENO);
  return channel;
}

void guard_descriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) >= 0) continue;
    // open() takes the lowest number that is free: this one. A root without /dev still has a folder.
    int opened = ::open("/dev/null", O_RDWR);
    if (opened < 0) opened = ::open("/", O_RDONLY);
    if (opened < 0) return;
  }
}

int end_of_output(int code) noexcept {
  const int reason = standard_output().failure();
  if (reason == 0) return code;
  standard_error().write("nacre: standard output: cannot write: ");
  standard_error().write(std::strerror(reason));
  standard_error().write("; what was printed is not whole, files are\n");
  return code == 0 ? 1 : code;
}

}  // namespace nacre::app
