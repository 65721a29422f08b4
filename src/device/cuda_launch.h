// Launching kernels without the triple chevrons, so that a host compiler can read the sources too.
//   launch(stream, "drift", drift_kernel, {blocks, threads, shared_bytes}, argument_struct);
// Kernels take one plain struct. A kernel's shared memory beyond 48 KiB must be allowed once: allow_shared().
#pragma once
#include <cstddef>
#include <cstdint>

#include "device/cuda_stream.h"

namespace nacre::cuda {

struct Grid {
  unsigned blocks = 1, threads = 128;
  std::size_t shared = 0;  ///< bytes of dynamic shared memory a block
};

/// Blocks of `threads` that cover n elements; at least one, so that a launch is always valid.
inline Grid cover(std::int64_t n, unsigned threads = 128) {
  const std::int64_t blocks = (n + threads - 1) / threads;
  return {static_cast<unsigned>(blocks < 1 ? 1 : blocks), threads, 0};
}
/// The same with one warp an element.
inline Grid cover_warps(std::int64_t n, unsigned threads = 128) { return cover(n * 32, threads); }

/// Told of every kernel, sort and scan while `watch` is not null; for timing them one by one without graphs.
class LaunchWatch {
 public:
  virtual ~LaunchWatch() = default;
  virtual void begin(const Stream& stream, const char* what) = 0;
  virtual void end(const Stream& stream) = 0;
  static inline LaunchWatch* watch = nullptr;
};

/// What is put into the stream during its life is one launch to the watch.
class Watched {
 public:
  Watched(const Stream& stream, const char* what) : stream_(stream) {
    if (LaunchWatch::watch != nullptr) LaunchWatch::watch->begin(stream, what);
  }
  ~Watched() {
    if (LaunchWatch::watch != nullptr) LaunchWatch::watch->end(stream_);
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

 private:
  const Stream& stream_;
};

template <class Argument>
void launch(const Stream& stream, const char* what, void (*kernel)(Argument), Grid grid, const Argument& argument) {
  const Watched watched(stream, what);
#if defined(NACRE_CUDA_EMULATED)
  emulated::launch(stream.get(), grid.blocks, grid.threads, grid.shared, [kernel, argument] { kernel(argument); });
#else
  Argument copy = argument;
  void* arguments[] = {&copy};
  check(cudaLaunchKernel(reinterpret_cast<const void*>(kernel), dim3(grid.blocks), dim3(grid.threads), arguments,
                         grid.shared, stream.get()),
        what);
#endif
}

template <class Argument>
void allow_shared(void (*kernel)(Argument), std::size_t bytes) {
#if !defined(NACRE_CUDA_EMULATED)
  if (bytes > 48 * 1024)
    check(cudaFuncSetAttribute(reinterpret_cast<const void*>(kernel), cudaFuncAttributeMaxDynamicSharedMemorySize,
                               static_cast<int>(bytes)),
          "asking for shared memory of a kernel");
#else
  (void)kernel, (void)bytes;
#endif
}

}  // namespace nacre::cuda
