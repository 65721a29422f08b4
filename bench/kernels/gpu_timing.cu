// Three small kernels: chains of multiply-adds, one that waits, one that does nothing.
//   fma_peak   2,048 threads a multiprocessor, eight independent chains each: enough to cover the latency of four
//   cycles wait       until `cycles` have passed, so that what follows is enqueued before the GPU gets there
#include "kernels/gpu_timing.h"

#include <algorithm>
#include <functional>
#include <map>

#include "device/cuda_array.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"

namespace nacre::bench {

namespace {

using cuda::check;
using cuda::Stream;

#if defined(NACRE_CUDA_EMULATED)
constexpr bool emulated = true;
#else
constexpr bool emulated = false;
#endif
constexpr const char* timing = "timing kernels";

struct FmaArgument {
  float* out;
  int rounds;
};
constexpr int chains = 8, fma_threads = 256, fma_blocks_a_multiprocessor = 8;

__global__ void fma_kernel(FmaArgument a) {
  const std::int64_t i = cuda::grid_index();
  const float factor = 0.999f, term = 1e-4f * static_cast<float>(threadIdx.x);
  float v[chains];
#pragma unroll
  for (int c = 0; c < chains; ++c) v[c] = static_cast<float>(c);
  for (int r = 0; r < a.rounds; ++r)
#pragma unroll
    for (int c = 0; c < chains; ++c) v[c] = fmaf(v[c], factor, term);
  float sum = 0;
#pragma unroll
  for (int c = 0; c < chains; ++c) sum += v[c];
  a.out[i] = sum;
}

struct Cycles {
  long long count;
};
__global__ void wait_kernel(Cycles cycles) {
#if !defined(NACRE_CUDA_EMULATED)
  const long long begin = clock64();
  while (clock64() - begin < cycles.count) continue;
#else
  (void)cycles;
#endif
}
__global__ void empty_kernel(Cycles) {}

class TimingEvent {
 public:
  TimingEvent() { check(cudaEventCreate(&event_), timing); }
  ~TimingEvent() { cudaEventDestroy(event_); }
  TimingEvent(const TimingEvent&) = delete;
  TimingEvent& operator=(const TimingEvent&) = delete;
  cudaEvent_t get() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

double seconds_between(const TimingEvent& begin, const TimingEvent& end) {
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, begin.get(), end.get()), timing);
  return 1e-3 * milliseconds;
}

/// The shortest of ten, after one to warm up.
double shortest(const std::function<void(const Stream&)>& call) {
  const Stream stream;
  const TimingEvent begin, end;
  double best = 1e30;
  for (int repeat = 0; repeat < 11; ++repeat) {
    check(cudaEventRecord(begin.get(), stream.get()), timing);
    call(stream);
    check(cudaEventRecord(end.get(), stream.get()), timing);
    stream.synchronize();
    if (repeat > 0) best = std::min(best, seconds_between(begin, end));
  }
  return best;
}

}  // namespace

double gpu_fma_peak() {
  int multiprocessors = 1;
#if !defined(NACRE_CUDA_EMULATED)
  int device = 0;
  check(cudaGetDevice(&device), timing);
  check(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device), timing);
#endif
  const int blocks = emulated ? 1 : multiprocessors * fma_blocks_a_multiprocessor, rounds = emulated ? 64 : 1 << 15;
  const cuda::Array<float> out(static_cast<std::size_t>(blocks) * fma_threads);
  const double seconds = shortest([&](const Stream& stream) {
    cuda::launch(stream, timing, fma_kernel, {static_cast<unsigned>(blocks), fma_threads, 0},
                 FmaArgument{out.data(), rounds});
  });
  return 2.0 * chains * rounds * blocks * fma_threads / seconds;
}

double gpu_copy_bandwidth() {
  const std::size_t bytes = emulated ? 1 << 20 : 1 << 30;
  const cuda::Array<char> from(bytes), to(bytes);
  const double seconds = shortest([&](const Stream& stream) {
    check(cudaMemcpyAsync(to.data(), from.data(), bytes, cudaMemcpyDeviceToDevice, stream.get()), timing);
  });
  return 2.0 * static_cast<double>(bytes) / seconds;
}

std::size_t gpu_memory_in_use() {
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "asking for free GPU memory");
  return total - free;
}

struct KernelTimes::State final : cuda::LaunchWatch {
  struct Launch {
    const char* what;
    std::unique_ptr<TimingEvent> begin, end;
  };

  void begin(const Stream& stream, const char* what) override {
    if (inside++ > 0) return;
    if (pending.size() >= most_pending) collect();
    if (spare.empty()) spare.push_back({what, std::make_unique<TimingEvent>(), std::make_unique<TimingEvent>()});
    pending.push_back(std::move(spare.back()));
    spare.pop_back();
    pending.back().what = what;
    cuda::launch(stream, "waiting", wait_kernel, {1, 32, 0}, Cycles{wait_cycles});
    check(cudaEventRecord(pending.back().begin->get(), stream.get()), timing);
  }
  void end(const Stream& stream) override {
    if (--inside == 0) cudaEventRecord(pending.back().end->get(), stream.get());  // an error shows in read()
  }
  void collect() {
    for (Launch& launch : pending) {
      check(cudaEventSynchronize(launch.end->get()), timing);
      KernelTime& sum = sums[launch.what];
      ++sum.launches, sum.seconds += seconds_between(*launch.begin, *launch.end);
      spare.push_back(std::move(launch));
    }
    pending.clear();
  }

  static constexpr std::size_t most_pending = 2000;
  static constexpr long long wait_cycles = 40000;  // about 20 us: longer than the host takes for three calls
  int inside = 0;                                  // the wait is a launch too
  std::vector<Launch> pending, spare;
  std::map<std::string, KernelTime> sums;
};

KernelTimes::KernelTimes() : state_(new State) { cuda::LaunchWatch::watch = state_.get(); }
KernelTimes::~KernelTimes() { cuda::LaunchWatch::watch = nullptr; }

std::vector<KernelTime> KernelTimes::read() {
  state_->collect();
  std::vector<KernelTime> all;
  for (const auto& [name, sum] : state_->sums) {
    all.push_back(sum);
    all.back().name = name;
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.seconds > b.seconds; });
  return all;
}

double KernelTimes::empty() {
  constexpr int launches = 100;
  const Stream stream;
  for (int k = 0; k < launches; ++k) cuda::launch(stream, "nothing", empty_kernel, {1, 32, 0}, Cycles{0});
  stream.synchronize();
  state_->collect();
  const double seconds = state_->sums["nothing"].seconds / launches;
  state_->sums.erase("nothing");
  return seconds;
}

}  // namespace nacre::bench
