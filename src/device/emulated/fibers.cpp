#include "device/emulated/fibers.h"

#include <setjmp.h>
#include <ucontext.h>

#include <cstdint>
#include <memory>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace nacre::cuda::emulated {

namespace {
constexpr std::size_t stack_bytes = 256 * 1024;
}

// A fiber is entered once with makecontext and lives on for later blocks; all other switches are _setjmp and _longjmp,
// which, unlike swapcontext, need no system call.
struct Fibers::Fiber {
  std::unique_ptr<char[]> stack{new char[stack_bytes]};
  ucontext_t start;
  jmp_buf here;
  bool entered = false, ended = true;
};

namespace {
std::vector<std::unique_ptr<Fibers::Fiber>>& pool() {
  static std::vector<std::unique_ptr<Fibers::Fiber>> fibers;
  return fibers;
}
jmp_buf scheduler;

#if defined(__SANITIZE_ADDRESS__)
const void* scheduler_stack = nullptr;
std::size_t scheduler_size = 0;
void leave_for(void** fake, const void* stack, std::size_t size) { __sanitizer_start_switch_fiber(fake, stack, size); }
void arrive(void* fake, const void** stack, std::size_t* size) { __sanitizer_finish_switch_fiber(fake, stack, size); }
#else
void leave_for(void**, const void*, std::size_t) {}
void arrive(void*, const void**, std::size_t*) {}
const void* scheduler_stack = nullptr;
std::size_t scheduler_size = 0;
#endif
}  // namespace

Fibers& Fibers::instance() {
  static Fibers fibers;
  return fibers;
}

Fibers::Fiber& Fibers::fiber(unsigned t) { return *pool()[t]; }

void Fibers::begin(unsigned threads, const std::function<void()>& body) {
  body_ = &body;
  while (pool().size() < threads) pool().push_back(std::make_unique<Fiber>());
  for (unsigned t = 0; t < threads; ++t) {
    Fiber& f = fiber(t);
    if (!f.ended) f.entered = false;  // left in the middle by an error: starts anew
    f.ended = false;
  }
}

void Fibers::enter(unsigned low, unsigned high) {
  arrive(nullptr, &scheduler_stack, &scheduler_size);
  const auto address = static_cast<std::uintptr_t>(low) | static_cast<std::uintptr_t>(high) << 32;
  auto& self = *reinterpret_cast<Fibers*>(address);
  for (;;) {
    const unsigned t = self.current_;
    (*self.body_)();
    self.fiber(t).ended = true;
    self.pause();
  }
}

bool Fibers::resume(unsigned t) {
  current_ = t;
  Fiber& f = fiber(t);
  void* fake = nullptr;
  leave_for(&fake, f.stack.get(), stack_bytes);
  if (_setjmp(scheduler) == 0) {
    if (f.entered) _longjmp(f.here, 1);
    f.entered = true;
    getcontext(&f.start);
    f.start.uc_stack.ss_sp = f.stack.get();
    f.start.uc_stack.ss_size = stack_bytes;
    f.start.uc_link = nullptr;
    const auto address = reinterpret_cast<std::uintptr_t>(this);
    makecontext(&f.start, reinterpret_cast<void (*)()>(&Fibers::enter), 2, static_cast<unsigned>(address),
                static_cast<unsigned>(address >> 32));
    setcontext(&f.start);
  }
  arrive(fake, nullptr, nullptr);
  return fiber(t).ended;
}

void Fibers::pause() {
  Fiber& f = fiber(current_);
  void* fake = nullptr;
  leave_for(&fake, scheduler_stack, scheduler_size);
  if (_setjmp(f.here) == 0) _longjmp(scheduler, 1);
  arrive(fake, &scheduler_stack, &scheduler_size);
}

}  // namespace nacre::cuda::emulated
