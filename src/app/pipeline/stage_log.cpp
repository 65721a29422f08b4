#include "app/pipeline/stage_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>

#include "core/clock.h"
#include "core/error.h"

namespace nacre::app {

namespace {
/// The last line that is not empty, of a file of any size.
std::string last_line(const std::string& file) {
  constexpr std::streamoff most = 400;
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const std::streamoff size = in.tellg();
  in.seekg(size > most ? size - most : 0);
  std::string found;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) found = line;
  return found.substr(0, found.find_last_not_of(' ') + 1);
}

void write_text(int descriptor, const std::string& text) {
  [[maybe_unused]] const auto written = ::write(descriptor, text.data(), text.size());
}

/// Signals go to the thread that works.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}
}  // namespace

StageLog::StageLog(std::string file, std::string head, bool quiet) : file_(std::move(file)), head_(std::move(head)) {
  std::fflush(stdout);
  const int log = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (log < 0) throw Error(std::strerror(errno), Error::Kind::failed).file(file_);
  before_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  errors_before_ = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::close(log);
  if (!quiet && ::isatty(before_) != 0) teller_ = std::thread([this] { show(); });
}

StageLog::~StageLog() {
  done_ = true;
  if (teller_.joinable()) teller_.join();
  std::fflush(stdout);
  ::dup2(before_, STDOUT_FILENO);
  ::dup2(errors_before_, STDERR_FILENO);
  ::close(before_);
  ::close(errors_before_);
}

void StageLog::show() {
  block_signals();
  constexpr auto pause = std::chrono::milliseconds(100);
  constexpr int shown_every = 5;  // pauses
  constexpr std::size_t width = 110;
  const double begin = now_seconds();
  for (int count = 0; !done_; ++count, std::this_thread::sleep_for(pause)) {
    if (count % shown_every != 0) continue;
    const std::string line = fmt::format("{}  {}  {}", head_, duration_text(now_seconds() - begin), last_line(file_));
    write_text(before_, "\r\x1b[K" + line.substr(0, width));
  }
  write_text(before_, "\r\x1b[K");
}

}  // namespace nacre::app
