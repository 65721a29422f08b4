// The part of the CUDA language and runtime that the engine's .cu sources use, on the host. For tests: every kernel
// runs without a GPU, one block after the other. The threads of a block are fibers that meet at the same barriers and
// exchange the same lanes as on the device; memory from cudaMalloc starts as NaN patterns; a lane that misses a warp
// operation, or threads that never meet at a barrier, are errors. Slow, and made for being right: not an engine.
//
//   NACRE_EMULATED_ORDER=reverse   runs blocks, warps and lanes backwards: a result that changes shows a race
//   emulated::limit_memory(bytes)  makes cudaMalloc fail beyond it
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __shared__ static
#define __constant__ static
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __align__(n) alignas(n)

struct uint3 {
  unsigned x, y, z;
};
struct alignas(16) int4 {
  int x, y, z, w;
};
struct alignas(8) int2 {
  int x, y;
};
struct alignas(16) float4 {
  float x, y, z, w;
};
struct alignas(8) float2 {
  float x, y;
};
inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
inline int2 make_int2(int x, int y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline float2 make_float2(float x, float y) { return {x, y}; }

namespace nacre::cuda::emulated {
struct Work;  // a stream's recorded work while it is captured
struct StreamState;
struct Index {
  uint3 thread, block, block_size, grid_size;
};
extern Index here;  ///< of the running thread

void launch(StreamState* stream, unsigned blocks, unsigned threads, std::size_t shared, std::function<void()> kernel);
/// Runs now, or at each replay when the stream is being captured.
void enqueue(StreamState* stream, std::function<void()> work);
/// Work put into the stream is collected, not run; end_capture gives it back as one function.
void begin_capture(StreamState* stream);
std::function<void()> end_capture(StreamState* stream);

char* shared_memory();
void block_barrier();
/// Gives 8 bytes to the other lanes and waits for them; returns the 32 values of the warp.
const std::uint64_t* exchange(std::uint64_t mine);
int lane();

/// 0: no limit.
void limit_memory(std::size_t bytes);
/// Bytes taken by cudaMalloc and not yet given back.
std::size_t memory_in_use();
/// Kernels launched so far.
long launches();
/// Copies between host and device so far.
struct Copies {
  long number = 0;
  std::size_t bytes = 0;
};
Copies copies_to_device();
Copies copies_to_host();
/// The next synchronisation, or the one `after` as many, reports this error, as a kernel that failed would.
void fail_next_synchronize(int code, int after = 0);

template <class T>
T from_lane(T v, int source) {
  static_assert(sizeof(T) <= 8 && std::is_trivially_copyable_v<T>);
  std::uint64_t bits = 0;
  std::memcpy(&bits, &v, sizeof(T));
  const std::uint64_t* all = exchange(bits);
  std::memcpy(&v, &all[source & 31], sizeof(T));
  return v;
}
}  // namespace nacre::cuda::emulated

#define threadIdx (::nacre::cuda::emulated::here.thread)
#define blockIdx (::nacre::cuda::emulated::here.block)
#define blockDim (::nacre::cuda::emulated::here.block_size)
#define gridDim (::nacre::cuda::emulated::here.grid_size)

inline void __syncthreads() { nacre::cuda::emulated::block_barrier(); }
inline void __syncwarp(unsigned = 0xffffffffu) { nacre::cuda::emulated::exchange(0); }
inline void __threadfence() {}
template <class T>
T __shfl_sync(unsigned, T v, int source) {
  return nacre::cuda::emulated::from_lane(v, source);
}
template <class T>
T __shfl_xor_sync(unsigned, T v, int mask) {
  return nacre::cuda::emulated::from_lane(v, nacre::cuda::emulated::lane() ^ mask);
}
template <class T>
T __shfl_up_sync(unsigned, T v, unsigned delta) {
  const int lane = nacre::cuda::emulated::lane(), from = lane - static_cast<int>(delta);
  return nacre::cuda::emulated::from_lane(v, from < 0 ? lane : from);
}
template <class T>
T __shfl_down_sync(unsigned, T v, unsigned delta) {
  const int lane = nacre::cuda::emulated::lane(), from = lane + static_cast<int>(delta);
  return nacre::cuda::emulated::from_lane(v, from > 31 ? lane : from);
}
inline unsigned __ballot_sync(unsigned, bool yes) {
  const std::uint64_t* all = nacre::cuda::emulated::exchange(yes ? 1 : 0);
  unsigned votes = 0;
  for (int i = 0; i < 32; ++i) votes |= static_cast<unsigned>(all[i]) << i;
  return votes;
}
inline bool __any_sync(unsigned mask, bool yes) { return __ballot_sync(mask, yes) != 0; }
inline bool __all_sync(unsigned mask, bool yes) { return __ballot_sync(mask, yes) == 0xffffffffu; }
inline int __popc(unsigned v) { return __builtin_popcount(v); }
inline int __ffs(int v) { return __builtin_ffs(v); }
inline int __clz(int v) { return v == 0 ? 32 : __builtin_clz(static_cast<unsigned>(v)); }

template <class T>
T atomicAdd(T* address, T v) {
  static_assert(std::is_integral_v<T>, "no atomics in floating point: their order would show in the bits");
  const T old = *address;
  *address += v;
  return old;
}
template <class T>
T atomicMax(T* address, T v) {
  const T old = *address;
  if (v > old) *address = v;
  return old;
}
template <class T>
T atomicMin(T* address, T v) {
  const T old = *address;
  if (v < old) *address = v;
  return old;
}
template <class T>
T atomicExch(T* address, T v) {
  const T old = *address;
  *address = v;
  return old;
}
template <class T>
T atomicOr(T* address, T v) {
  const T old = *address;
  *address |= v;
  return old;
}
template <class T>
T atomicCAS(T* address, T expected, T v) {
  const T old = *address;
  if (old == expected) *address = v;
  return old;
}
template <class T>
T __ldg(const T* p) {
  return *p;
}
inline float rsqrtf(float v) { return 1 / std::sqrt(v); }
inline float __fdividef(float a, float b) { return a / b; }
inline int __float2int_rz(float v) {
  return v > -0x1p31f ? (v < 0x1p31f ? static_cast<int>(v) : 0x7fffffff) : v <= -0x1p31f ? -0x7fffffff - 1 : 0;
}
inline int __float2int_rn(float v) { return static_cast<int>(std::lrintf(v)); }
inline long long __float2ll_rn(float v) { return std::llrintf(v); }
inline long long __double2ll_rn(double v) { return std::llrint(v); }
inline float __int2float_rn(int v) { return static_cast<float>(v); }
inline double __longlong_as_double(long long v) {
  double d;
  std::memcpy(&d, &v, 8);
  return d;
}
inline long long __double_as_longlong(double v) {
  long long i;
  std::memcpy(&i, &v, 8);
  return i;
}

// --- the runtime

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInsufficientDriver = 35,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorNoKernelImageForDevice = 209,
  cudaErrorECCUncorrectable = 214,
  cudaErrorIllegalAddress = 700,
  cudaErrorLaunchTimeout = 702,
  cudaErrorAssert = 710,
  cudaErrorIllegalInstruction = 715,
  cudaErrorMisalignedAddress = 716,
  cudaErrorLaunchFailure = 719,
};
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2, cudaMemcpyDeviceToDevice = 3 };
using cudaStream_t = nacre::cuda::emulated::StreamState*;
using cudaEvent_t = double*;  ///< seconds; null when made without timing
inline constexpr unsigned cudaStreamNonBlocking = 1, cudaEventDisableTiming = 2;

struct cudaDeviceProp {
  char name[256];
  int major, minor, multiProcessorCount;
  std::size_t totalGlobalMem;
};

cudaError_t cudaGetLastError();
const char* cudaGetErrorName(cudaError_t);
const char* cudaGetErrorString(cudaError_t);
cudaError_t cudaGetDeviceCount(int*);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp*, int);
cudaError_t cudaSetDevice(int);
cudaError_t cudaDriverGetVersion(int*);
cudaError_t cudaRuntimeGetVersion(int*);
cudaError_t cudaMalloc(void**, std::size_t);
cudaError_t cudaFree(void*);
cudaError_t cudaMallocHost(void**, std::size_t);
cudaError_t cudaFreeHost(void*);
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total);
cudaError_t cudaMemcpyAsync(void*, const void*, std::size_t, cudaMemcpyKind, cudaStream_t);
cudaError_t cudaMemsetAsync(void*, int, std::size_t, cudaStream_t);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t*, unsigned);
cudaError_t cudaStreamDestroy(cudaStream_t);
cudaError_t cudaStreamSynchronize(cudaStream_t);
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned);
cudaError_t cudaEventCreateWithFlags(cudaEvent_t*, unsigned);
cudaError_t cudaEventCreate(cudaEvent_t*);
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end);
cudaError_t cudaEventDestroy(cudaEvent_t);
cudaError_t cudaEventRecord(cudaEvent_t, cudaStream_t);
cudaError_t cudaEventSynchronize(cudaEvent_t);
