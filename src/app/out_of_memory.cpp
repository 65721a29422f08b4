#include "app/out_of_memory.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

namespace nacre::app {

namespace {
constexpr int failed = 1;  // exit code

/// Functions that must not throw end the program without an exception that could be asked for.
std::atomic<bool> was_short = false;

void say(std::string_view words) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words.data(), words.size());
}

/// Operator new calls this where it finds no memory.
void note_no_memory() {
  was_short = true;
  throw std::bad_alloc();
}

bool is_without_memory() noexcept {
  try {
    if (std::current_exception()) throw;
    return was_short;
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

void end_uncaught() noexcept {
  if (is_without_memory()) {
    say("nacre: out of memory\n");
    ::_exit(failed);
  }
  say("nacre: an error that nobody catches: this is a fault of the program\n");
  std::abort();
}
}  // namespace

void expect_little_memory() noexcept {
  std::set_new_handler(note_no_memory);
  std::set_terminate(end_uncaught);
}

}  // namespace nacre::app
