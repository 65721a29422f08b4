// Memory that is short where nobody can catch it: before main(), while an error is told, in a function that must not throw.
#pragma once

namespace nacre::app {

/// To be called before anything takes memory. Where it ends so, an exit code and a word are left all the same. Everything
/// else that nobody catches is a fault of the program, which says so and aborts.
void expect_little_memory() noexcept;

}  // namespace nacre::app
