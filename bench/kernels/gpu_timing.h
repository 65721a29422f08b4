// What a GPU can do at best, measured in the same run as the benchmarks, and the time of each kernel by itself.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace nacre::bench {

/// Fused multiply-adds per second in single precision, times two.
double gpu_fma_peak();
/// Bytes per second of a copy within GPU memory, read and written bytes counted.
double gpu_copy_bandwidth();
/// Bytes taken on the whole device, by anyone; CUDA's own share included.
std::size_t gpu_memory_in_use();

struct KernelTime {
  std::string name;
  long launches = 0;
  double seconds = 0;
};

/// While one lives, every launch is timed by itself, by events around it; a short kernel that only waits runs before,
/// so that the host is never what is timed. Steps must be taken with NACRE_CUDA_GRAPH=0. An event costs about a
/// microsecond of its own: empty() is the time of a kernel that does nothing, which is contained in each.
class KernelTimes {
 public:
  KernelTimes();
  ~KernelTimes();
  KernelTimes(const KernelTimes&) = delete;
  KernelTimes& operator=(const KernelTimes&) = delete;
  /// Longest first. Waits for the GPU.
  std::vector<KernelTime> read();
  double empty();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nacre::bench
