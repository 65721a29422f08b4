// LoopProgress: how far a long loop inside one analysis is. The library counts, the program shows: it asks now() from
// a thread of its own. Counting is a relaxed addition, so count blocks of work (a thousand atoms), not single steps.
//   LoopProgress rings("rings", roots);
//   parallel_for(blocks, [&](std::ptrdiff_t b) { ...; rings.add(roots_of(b)); });
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>

namespace nacre {

class LoopProgress {
 public:
  /// `what`: a few words in the present, which must outlive the object. It counts from now to its end.
  LoopProgress(const char* what, std::int64_t parts);
  ~LoopProgress();
  LoopProgress(const LoopProgress&) = delete;
  LoopProgress& operator=(const LoopProgress&) = delete;

  void add(std::int64_t parts = 1) { done_.fetch_add(parts, std::memory_order_relaxed); }

  struct State {
    const char* what;
    double share;  ///< 0 to 1
  };
  /// The work that began last and is not done.
  static std::optional<State> now();

 private:
  const char* what_;
  std::int64_t parts_;
  std::atomic<std::int64_t> done_{0};
};

}  // namespace nacre
