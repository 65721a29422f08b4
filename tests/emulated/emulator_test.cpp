// The emulated GPU (src/device/emulated) finds the mistakes that it is there to find.
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "../device/environment.h"
#include "device/cuda_array.h"
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"

namespace {

using namespace nacre::cuda;
using device_tests::Environment;

struct Out {
  int* out;
};
std::vector<int> run(void (*kernel)(Out), Grid grid, std::size_t n) {
  const Stream stream;
  Array<int> out(n);
  launch(stream, "test", kernel, grid, {out.data()});
  return out.fetch(stream);
}
/// What the emulator says about a broken kernel.
std::string complaint(void (*kernel)(Out), Grid grid) {
  try {
    run(kernel, grid, 1024);
  } catch (const std::logic_error& e) {
    return e.what();
  }
  return "";
}
void expect_complaint(void (*kernel)(Out), Grid grid, const std::string& text) {
  const std::string said = complaint(kernel, grid);
  EXPECT_NE(said.find(text), std::string::npos) << said;
}

__global__ void good(Out a) {
  const int sum = lane_sum(static_cast<int>(threadIdx.x));
  __syncthreads();
  a.out[grid_index()] = sum;
}
__global__ void early_lane_leaves(Out a) {
  if (threadIdx.x == 5) return;
  a.out[0] = lane_sum(1);
}
__global__ void lanes_part(Out a) {
  if (threadIdx.x % 2 == 0)
    a.out[0] = lane_sum(1);
  else
    __syncthreads();
}
__global__ void half_the_block_leaves(Out a) {
  if (threadIdx.x >= 32) return;
  __syncthreads();
  a.out[0] = 1;
}

TEST(CudaEmulator, FindsWarpAndBlockOperationsThatThreadsMiss) {
  expect_complaint(early_lane_leaves, {1, 32, 0}, "a lane missed a warp operation (block 0)");
  expect_complaint(lanes_part, {1, 64, 0}, "a lane missed a warp operation");
  expect_complaint(half_the_block_leaves, {2, 64, 0}, "a thread ended before a barrier of its block");
  expect_complaint(good, {1, 48, 0}, "warp operations need whole warps");
  // Afterwards it works as before.
  EXPECT_EQ(run(good, {2, 32, 0}, 64), std::vector<int>(64, 31 * 16));
}

TEST(CudaEmulator, RefusesGridsThatNoGpuTakes) {
  expect_complaint(good, {0, 32, 0}, "the grid is not valid");
  expect_complaint(good, {1, 1056, 0}, "the grid is not valid");
  expect_complaint(good, {1, 32, 300 * 1024}, "the grid is not valid");
}

TEST(CudaEmulator, FindsAWaitWithinARecording) {
  const Stream stream;
  emulated::begin_capture(stream.get());
  EXPECT_THROW(stream.synchronize(), std::logic_error);
  emulated::end_capture(stream.get());
  stream.synchronize();
}

__global__ void read_shared(Out a) { a.out[threadIdx.x] = reinterpret_cast<int*>(shared_memory())[threadIdx.x]; }
TEST(CudaEmulator, FreshMemoryIsNotZero) {
  const Stream stream;
  EXPECT_EQ(Array<int>(7).fetch(stream), std::vector<int>(7, -1));
  const double number = Array<double>(1).fetch(stream)[0];
  EXPECT_NE(number, number);
  EXPECT_EQ(run(read_shared, {1, 32, 128}, 32), std::vector<int>(32, -1));
}

// Whoever comes last wins: among blocks, among the warps of one block, among lanes; and without a barrier between
// writing and reading.
__global__ void blocks_race(Out a) { a.out[0] = static_cast<int>(blockIdx.x); }
__global__ void warps_race(Out a) { a.out[0] = warp_in_block(); }
__global__ void lanes_race(Out a) { a.out[0] = lane_index(); }
template <bool with_barrier>
__global__ void neighbors_race(Out a) {
  auto* shared = reinterpret_cast<int*>(shared_memory());
  const unsigned t = threadIdx.x;
  shared[t] = static_cast<int>(t);
  if (with_barrier) __syncthreads();
  a.out[t] = shared[(t + 1) % blockDim.x];
}

bool is_order_seen(void (*kernel)(Out), Grid grid, std::size_t n) {
  const auto forward = run(kernel, grid, n);
  const Environment reverse("NACRE_EMULATED_ORDER", "reverse");
  return run(kernel, grid, n) != forward;
}

TEST(CudaEmulator, ReversedOrderShowsRaces) {
  EXPECT_TRUE(is_order_seen(blocks_race, {4, 1, 0}, 1));
  EXPECT_TRUE(is_order_seen(warps_race, {1, 128, 0}, 1));
  EXPECT_TRUE(is_order_seen(lanes_race, {1, 32, 0}, 1));
  EXPECT_TRUE(is_order_seen(neighbors_race<false>, {1, 64, 256}, 64));
  EXPECT_FALSE(is_order_seen(neighbors_race<true>, {1, 64, 256}, 64));
  EXPECT_FALSE(is_order_seen(good, {3, 64, 0}, 192));
}

TEST(CudaEmulator, RecordedWorkRunsAtReplayOnly) {
  const Stream stream;
  Array<int> out(32);
  out.clear(stream);
  emulated::begin_capture(stream.get());
  launch(stream, "test", good, {1, 32, 0}, {out.data()});
  const auto replay = emulated::end_capture(stream.get());
  EXPECT_EQ(out.fetch(stream)[0], 0);
  const long before = emulated::launches();
  replay(), replay();
  EXPECT_EQ(emulated::launches(), before + 2);
  EXPECT_EQ(out.fetch(stream)[0], 31 * 16);
}

}  // namespace
