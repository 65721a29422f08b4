#include "app/signals.h"

#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace nacre::app {

namespace {
constexpr int failed_by_request = 130;  // exit code
constexpr double echo_seconds = 0.5;

volatile std::sig_atomic_t received = 0;  // since the job began that can stop
volatile std::sig_atomic_t can_stop = 0;
double received_at = 0;  // s; written and read in the handler alone

double seconds_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// One request may come as several signals: `timeout` sends to the program and to its group, a shell and the kernel
/// both tell of a lost terminal, and SIGXCPU comes every second.
bool is_echo(int number) {
  if (received != number) return false;
  return number == SIGHUP || number == SIGXCPU || seconds_now() - received_at < echo_seconds;
}

/// Only calls that are allowed in a handler.
[[noreturn]] void end_now(int number) {
  char text[] = "nacre: ended at once by signal 00\n";
  char* digits = std::strchr(text, '0');
  digits[0] = static_cast<char>('0' + number / 10 % 10);
  digits[1] = static_cast<char>('0' + number % 10);
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, sizeof text - 1);
  ::_exit(failed_by_request);
}

extern "C" void note_signal(int number) {
  const int before = errno;
  if (can_stop != 0 && received == 0) {
    received_at = seconds_now();
    received = number;
  } else if (!is_echo(number)) {
    end_now(number);
  }
  errno = before;
}

bool is_ignored(int number) {
  struct sigaction now {};
  return sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

void install(int number) {
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;  // writes go on
  sigaction(number, &action, nullptr);
}
}  // namespace

void catch_signals() {
  for (const int number : {SIGPIPE, SIGXFSZ}) std::signal(number, SIG_IGN);
  for (const int number : {SIGINT, SIGTERM}) install(number);
  for (const int number : {SIGHUP, SIGXCPU, SIGUSR1, SIGUSR2})
    if (!is_ignored(number)) install(number);
}

StopRequest::StopRequest() {
  received = 0;
  can_stop = 1;
}

StopRequest::~StopRequest() { can_stop = 0; }

int StopRequest::signal() { return received; }

std::string StopRequest::text() { return "signal " + std::to_string(signal()); }

}  // namespace nacre::app
