#include "device/emulated/cuda_emulated.h"

#include <cstdlib>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/clock.h"
#include "device/emulated/fibers.h"

namespace nacre::cuda::emulated {

Index here{};

struct StreamState {
  bool capturing = false;
  std::vector<std::function<void()>> captured;
};

namespace {
constexpr unsigned warp = 32;

enum class State : char { ready, at_warp, at_block, ended };

struct Thread {
  State state = State::ready;
  unsigned operations = 0;  // warp operations done: two exchange buffers take turns
};
struct Block {
  std::vector<Thread> threads;
  std::vector<std::uint64_t> lanes;  // [warp][parity][lane]
  std::vector<char> shared;
} block;

long launch_count = 0;
Copies copy_count[4];  ///< [cudaMemcpyKind]

bool is_reversed() {
  const char* order = std::getenv("NACRE_EMULATED_ORDER");
  return order != nullptr && std::string(order) == "reverse";
}

[[noreturn]] void broken(const std::string& what) {
  throw std::logic_error("emulated kernel: " + what + " (block " + std::to_string(here.block.x) + ")");
}

// All threads of one warp until each has ended or waits for the block.
void run_warp(unsigned first, unsigned last, bool reversed) {
  for (bool again = true; again;) {
    again = false;
    unsigned waiting = 0, ended = 0;
    for (unsigned k = first; k < last; ++k) {
      const unsigned t = reversed ? first + last - 1 - k : k;
      Thread& thread = block.threads[t];
      if (thread.state == State::ready) {
        here.thread = {t, 0, 0};
        if (Fibers::instance().resume(t)) thread.state = State::ended;
      }
      waiting += thread.state == State::at_warp;
      ended += thread.state == State::ended;
    }
    if (waiting == 0) return;
    if (waiting != last - first) broken("a lane missed a warp operation");
    if (last - first != warp) broken("warp operations need whole warps");
    for (unsigned t = first; t < last; ++t) block.threads[t].state = State::ready;
    again = true;
  }
}

void run_block(unsigned threads, bool reversed) {
  const unsigned warps = (threads + warp - 1) / warp;
  for (;;) {
    for (unsigned k = 0; k < warps; ++k) {
      const unsigned w = reversed ? warps - 1 - k : k;
      run_warp(w * warp, std::min(threads, (w + 1) * warp), reversed);
    }
    unsigned ended = 0, waiting = 0;
    for (const Thread& t : block.threads) ended += t.state == State::ended, waiting += t.state == State::at_block;
    if (ended == threads) return;
    if (waiting + ended != threads) broken("threads never meet at a barrier");
    if (ended > 0) broken("a thread ended before a barrier of its block");
    for (Thread& t : block.threads) t.state = State::ready;
  }
}

/// There is one device: threads of the host take turns, kernel by kernel.
std::mutex turns;

void run_grid(unsigned blocks, unsigned threads, std::size_t shared, const std::function<void()>& kernel) {
  const std::lock_guard<std::mutex> turn(turns);
  ++launch_count;
  const bool reversed = is_reversed();
  here.block_size = {threads, 1, 1};
  here.grid_size = {blocks, 1, 1};
  for (unsigned k = 0; k < blocks; ++k) {
    here.block = {reversed ? blocks - 1 - k : k, 0, 0};
    block.threads.assign(threads, {});
    block.lanes.assign((threads + warp - 1) / warp * 2 * warp, 0);
    block.shared.assign(shared + 16, static_cast<char>(0xff));
    Fibers::instance().begin(threads, kernel);
    run_block(threads, reversed);
  }
}
}  // namespace

void enqueue(StreamState* stream, std::function<void()> work) {
  if (stream != nullptr && stream->capturing) return stream->captured.push_back(std::move(work));
  work();
}

void launch(StreamState* stream, unsigned blocks, unsigned threads, std::size_t shared, std::function<void()> kernel) {
  if (blocks == 0 || threads == 0 || threads > 1024 || shared > 227 * 1024)
    throw std::logic_error("emulated launch: the grid is not valid");
  enqueue(stream, [=, kernel = std::move(kernel)] { run_grid(blocks, threads, shared, kernel); });
}

void begin_capture(StreamState* stream) { stream->capturing = true; }
std::function<void()> end_capture(StreamState* stream) {
  stream->capturing = false;
  return [work = std::move(stream->captured)] {
    for (const auto& w : work) w();
  };
}

char* shared_memory() {
  const auto address = reinterpret_cast<std::uintptr_t>(block.shared.data());
  return reinterpret_cast<char*>((address + 15) / 16 * 16);
}

namespace {
// here.thread is the scheduler's while others ran.
void wait(State state) {
  const uint3 me = here.thread;
  block.threads[me.x].state = state;
  Fibers::instance().pause();
  here.thread = me;
}
}  // namespace

void block_barrier() { wait(State::at_block); }

int lane() { return static_cast<int>(here.thread.x % warp); }

const std::uint64_t* exchange(std::uint64_t mine) {
  const unsigned t = here.thread.x;
  Thread& thread = block.threads[t];
  std::uint64_t* buffer = &block.lanes[(t / warp * 2 + thread.operations++ % 2) * warp];
  buffer[t % warp] = mine;
  wait(State::at_warp);
  return buffer;
}

long launches() { return launch_count; }
Copies copies_to_device() { return copy_count[cudaMemcpyHostToDevice]; }
Copies copies_to_host() { return copy_count[cudaMemcpyDeviceToHost]; }

namespace {
std::size_t limit = 0, in_use = 0;
int pending_error = 0, before_error = 0;
std::map<void*, std::size_t>& allocations() {
  static std::map<void*, std::size_t> sizes;
  return sizes;
}
constexpr std::size_t pretended_total = std::size_t{16} << 30;
}  // namespace

void limit_memory(std::size_t bytes) { limit = bytes; }
std::size_t memory_in_use() { return in_use; }
void fail_next_synchronize(int code, int after) { pending_error = code, before_error = after; }

}  // namespace nacre::cuda::emulated

using namespace nacre::cuda::emulated;

cudaError_t cudaGetLastError() { return cudaSuccess; }
const char* cudaGetErrorName(cudaError_t code) {
  return code == cudaErrorMemoryAllocation ? "cudaErrorMemoryAllocation"
         : code == cudaErrorIllegalAddress ? "cudaErrorIllegalAddress"
                                           : "cudaError";
}
const char* cudaGetErrorString(cudaError_t code) {
  return code == cudaErrorMemoryAllocation ? "out of memory"
         : code == cudaErrorIllegalAddress ? "an illegal memory access was encountered"
                                           : "an error of the emulated device";
}
cudaError_t cudaGetDeviceCount(int* count) { return *count = 1, cudaSuccess; }
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* p, int) {
  *p = {"emulated CUDA device", 9, 0, 1, pretended_total};
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) { return device == 0 ? cudaSuccess : cudaErrorInvalidDevice; }
cudaError_t cudaDriverGetVersion(int* version) { return *version = 13000, cudaSuccess; }
cudaError_t cudaRuntimeGetVersion(int* version) { return *version = 13000, cudaSuccess; }

cudaError_t cudaMalloc(void** pointer, std::size_t bytes) {
  const std::lock_guard<std::mutex> turn(turns);
  *pointer = nullptr;
  if (limit > 0 && in_use + bytes > limit) return cudaErrorMemoryAllocation;
  *pointer = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (*pointer == nullptr) return cudaErrorMemoryAllocation;
  std::memset(*pointer, 0xff, bytes);
  allocations()[*pointer] = bytes;
  in_use += bytes;
  return cudaSuccess;
}
cudaError_t cudaFree(void* pointer) {
  const std::lock_guard<std::mutex> turn(turns);
  const auto found = allocations().find(pointer);
  if (found == allocations().end()) return cudaSuccess;
  in_use -= found->second;
  allocations().erase(found);
  std::free(pointer);
  return cudaSuccess;
}
cudaError_t cudaMallocHost(void** pointer, std::size_t bytes) {
  *pointer = std::malloc(bytes);
  return *pointer == nullptr ? cudaErrorMemoryAllocation : cudaSuccess;
}
cudaError_t cudaFreeHost(void* pointer) { return std::free(pointer), cudaSuccess; }
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *total = limit > 0 ? limit : pretended_total;
  *free = *total > in_use ? *total - in_use : 0;
  return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t n, cudaMemcpyKind kind, cudaStream_t stream) {
  ++copy_count[kind].number, copy_count[kind].bytes += n;
  enqueue(stream, [=] { std::memcpy(to, from, n); });
  return cudaSuccess;
}
cudaError_t cudaMemsetAsync(void* to, int value, std::size_t n, cudaStream_t stream) {
  enqueue(stream, [=] { std::memset(to, value, n); });
  return cudaSuccess;
}
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = new StreamState;
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) { return delete stream, cudaSuccess; }
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (stream->capturing) throw std::logic_error("emulated device: a stream was synchronised while it was captured");
  if (pending_error == 0 || before_error-- > 0) return cudaSuccess;
  const int code = pending_error;
  pending_error = 0;
  return static_cast<cudaError_t>(code);
}
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned) { return cudaSuccess; }
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) { return *event = nullptr, cudaSuccess; }
cudaError_t cudaEventCreate(cudaEvent_t* event) { return *event = new double(0), cudaSuccess; }
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  *milliseconds = static_cast<float>(1e3 * (*end - *begin));
  return cudaSuccess;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) { return delete event, cudaSuccess; }
// Work runs as soon as it is enqueued.
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t) {
  if (event != nullptr) *event = nacre::now_seconds();
  return cudaSuccess;
}
cudaError_t cudaEventSynchronize(cudaEvent_t) { return cudaSuccess; }
