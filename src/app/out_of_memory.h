// Memory that is short where nobody can catch it: before main(), while an error is told, in a function that must not throw.
#pragma once

namespace nacre::app {

/// For std::set_terminate: an exit code and a word are left all the same. Everything else that ends here is a fault of
/// the program, which aborts.
[[noreturn]] void end_without_memory() noexcept;

}  // namespace nacre::app
