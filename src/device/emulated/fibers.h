// The threads of one emulated block: fibers on stacks of their own, switched at barriers only.
#pragma once
#include <cstddef>
#include <functional>

namespace nacre::cuda::emulated {

/// Runs body(thread) for thread in [0, threads), each on a fiber. `schedule` is called on the caller's stack and picks
/// who goes on with resume(); a fiber that must wait calls pause().
class Fibers {
 public:
  static Fibers& instance();
  void begin(unsigned threads, const std::function<void()>& body);
  /// Lets thread t go on until it pauses or ends; true when it has ended.
  bool resume(unsigned t);
  /// From within a fiber: back to who resumed it.
  void pause();
  /// The fiber that runs now.
  unsigned current() const { return current_; }

  struct Fiber;

 private:
  Fibers() = default;
  static void enter(unsigned low, unsigned high);
  Fiber& fiber(unsigned t);

  const std::function<void()>* body_ = nullptr;
  unsigned current_ = 0;
};

}  // namespace nacre::cuda::emulated
