#include "app/out_of_memory.h"

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

namespace nacre::app {

namespace {
constexpr int failed = 1;  // exit code
constexpr std::string_view words = "nacre: out of memory\n";
}  // namespace

void end_without_memory() noexcept {
  try {
    if (std::current_exception()) throw;
  } catch (const std::bad_alloc&) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, words.data(), words.size());
    ::_exit(failed);
  } catch (...) {
  }
  std::abort();
}

}  // namespace nacre::app
