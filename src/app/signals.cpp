#include "app/signals.h"

#include <csignal>

namespace nacre::app {

namespace {
volatile std::sig_atomic_t received = 0;

extern "C" void note_signal(int number) { received = number; }

void install(int number) {
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  // RESETHAND: the second signal finds the default action, which ends the program. RESTART: writes go on.
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(number, &action, nullptr);
}
}  // namespace

StopRequest::StopRequest() {
  received = 0;
  install(SIGINT);
  install(SIGTERM);
}

StopRequest::~StopRequest() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

int StopRequest::signal() { return received; }

std::string StopRequest::text() { return "signal " + std::to_string(signal()); }

}  // namespace nacre::app
