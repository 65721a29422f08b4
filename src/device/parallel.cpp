#include "device/parallel.h"

#include <sched.h>

#include <atomic>
#include <cassert>
#include <exception>
#include <mutex>
#include <thread>

#include "core/clock.h"

namespace nacre {

namespace {

int processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

std::atomic<int> chosen_threads{0};
thread_local bool inside_team = false;

// Waits until `value` differs from `old`: a short spin, because parallel loops follow each other closely, then sleep.
void wait_for_change(const std::atomic<int>& value, int old) {
  const double until = now_seconds() + 20e-6;
  while (value.load(std::memory_order_acquire) == old)
    if (now_seconds() > until) {
      value.wait(old, std::memory_order_acquire);
      return;
    }
}

// Threads 1, 2, ... of the team; thread 0 is the caller. They live as long as the program and grow on demand.
class Team {
 public:
  ~Team() {
    stopping_ = true;
    announce();
    for (auto& t : threads_) t.join();
  }

  /// False when another loop is under way.
  bool run(int workers, void (*part)(void*, int), void* context) {
    const std::unique_lock<std::mutex> one_loop(busy_, std::try_to_lock);
    if (!one_loop) return false;
    while (static_cast<int>(threads_.size()) + 1 < workers) {
      const int worker = static_cast<int>(threads_.size()) + 1;
      threads_.emplace_back([this, worker, seen = round_.load()] { serve(worker, seen); });
    }
    part_ = part, context_ = context, workers_ = workers, failure_ = nullptr;
    // Every thread answers every round, also those with nothing to do in it: none can then see a stale job.
    running_.store(static_cast<int>(threads_.size()), std::memory_order_relaxed);
    announce();
    work(0);
    for (int left = running_.load(std::memory_order_acquire); left != 0;
         left = running_.load(std::memory_order_acquire))
      wait_for_change(running_, left);
    if (failure_) std::rethrow_exception(failure_);
    return true;
  }

 private:
  void announce() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }
  void serve(int worker, int seen) {
    while (true) {
      wait_for_change(round_, seen);
      seen = round_.load(std::memory_order_acquire);
      if (stopping_) return;
      if (worker < workers_) work(worker);
      if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) running_.notify_all();
    }
  }
  void work(int worker) {
    inside_team = true;
    try {
      part_(context_, worker);
    } catch (...) {
      const std::lock_guard<std::mutex> first(failing_);
      if (!failure_) failure_ = std::current_exception();
    }
    inside_team = false;
  }

  std::mutex busy_, failing_;
  std::vector<std::thread> threads_;
  std::atomic<int> round_{0}, running_{0};
  std::atomic<bool> stopping_{false};
  void (*part_)(void*, int) = nullptr;
  void* context_ = nullptr;
  int workers_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

void set_threads(int count) { chosen_threads = std::max(count, 0); }

int threads() {
  if (inside_team) return 1;  // the others are taken: what is inside a loop is not to be cut for them
  static const int all = processors();
  const int chosen = chosen_threads.load(std::memory_order_relaxed);
  return chosen > 0 ? chosen : all;
}

void detail::run_team(int workers, void (*part)(void*, int), void* context) {
  assert(workers >= 1 && part != nullptr);
  static Team team;
  if (!inside_team && team.run(workers, part, context)) return;
  for (int worker = 0; worker < workers; ++worker) part(context, worker);
}

}  // namespace nacre
