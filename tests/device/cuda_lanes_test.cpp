// What the threads of a warp and of a block tell each other (device/cuda_lanes.h), against plain sums.
#include "device/cuda_lanes.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "../needs_gpu.h"
#include "device/cuda_array.h"
#include "device/cuda_launch.h"
#include "environment.h"

namespace {

using namespace nacre::cuda;
using device_tests::Random;

/// Runs a kernel that reads `in` and writes as many numbers as `out` has.
template <class In, class Out>
struct Columns {
  const In* in;
  Out* out;
};
template <class In, class Out>
std::vector<Out> run(void (*kernel)(Columns<In, Out>), Grid grid, const std::vector<In>& in, std::size_t out) {
  const Stream stream;
  Array<In> from;
  from.upload(stream, in);
  Array<Out> to(out);
  launch(stream, "test", kernel, grid, Columns<In, Out>{from.data(), to.data()});
  return to.fetch(stream);
}

template <class T>
__global__ void sum_and_largest(Columns<T, T> a) {
  const T mine = a.in[grid_index()];
  a.out[2 * grid_index()] = lane_sum(mine);
  a.out[2 * grid_index() + 1] = lane_max(mine);
}

template <class T>
class CudaLanesOf : public testing::Test {};
using Numbers = testing::Types<int, float, double>;
TYPED_TEST_SUITE(CudaLanesOf, Numbers);

TYPED_TEST(CudaLanesOf, SumAndLargestReachEveryLane) {
  NACRE_NEEDS_GPU();
  Random random(1);
  std::vector<TypeParam> in(96);
  for (auto& v : in) v = static_cast<TypeParam>(random.below(2000) - 1500);  // sums are exact
  const auto out = run<TypeParam, TypeParam>(sum_and_largest<TypeParam>, {1, 96, 0}, in, 2 * in.size());
  for (int warp = 0; warp < 3; ++warp) {
    TypeParam sum = 0, largest = in[warp * 32];
    for (int l = 0; l < 32; ++l) sum += in[warp * 32 + l], largest = std::max(largest, in[warp * 32 + l]);
    for (int l = 0; l < 32; ++l) {
      EXPECT_EQ(out[2 * (warp * 32 + l)], sum) << warp << " " << l;
      EXPECT_EQ(out[2 * (warp * 32 + l) + 1], largest) << warp << " " << l;
    }
  }
}

TEST(CudaLanes, SumsThatRoundAreTheSameBitsInEveryLane) {
  NACRE_NEEDS_GPU();
  Random random(2);
  std::vector<double> in(32);
  double sum = 0;
  for (double& v : in) sum += v = random.real();
  const auto out = run<double, double>(sum_and_largest<double>, {1, 32, 0}, in, 64);
  for (int l = 0; l < 32; ++l) EXPECT_EQ(out[2 * l], out[0]) << l;
  EXPECT_NEAR(out[0], sum, 32 * 2.3e-16 * 32);
}

// Value i of lane l is in[32 i + l].
template <int N, class T>
__global__ void transposed(Columns<T, T> a) {
  T v[N];
  for (int i = 0; i < N; ++i) v[i] = a.in[32 * i + lane_index()];
  a.out[lane_index()] = transposed_sums<N>(v);
}
template <int N, class T>
void check_transposed_sums() {
  Random random(10 + N);
  std::vector<T> in(32 * N);
  for (T& v : in) v = static_cast<T>(random.below(2000) - 1000);
  const auto out = run<T, T>(transposed<N, T>, {1, 32, 0}, in, 32);
  for (int i = 0; i < N; ++i) {
    T sum = 0;
    for (int l = 0; l < 32; ++l) sum += in[32 * i + l];
    EXPECT_EQ(out[i], sum) << "value " << i << " of " << N;
  }
}
template <class T, int... N>
void check_all_transposed_sums(std::integer_sequence<int, N...>) {
  (check_transposed_sums<N + 1, T>(), ...);
}
TEST(CudaLanes, TransposedSumsOfOneToThirtyTwoValues) {
  NACRE_NEEDS_GPU();
  check_all_transposed_sums<double>(std::make_integer_sequence<int, 32>());
  check_all_transposed_sums<float>(std::integer_sequence<int, 0, 3, 4, 14, 31>());
}

__global__ void votes(Columns<int, int> a) {
  const unsigned set = lane_votes(a.in[grid_index()] != 0);
  a.out[2 * grid_index()] = static_cast<int>(set);
  a.out[2 * grid_index() + 1] = lanes_before(set);
}
TEST(CudaLanes, VotesAreCounted) {
  NACRE_NEEDS_GPU();
  Random random(3);
  std::vector<int> in(64);
  for (int i = 0; i < 64; ++i) in[i] = i < 32 ? static_cast<int>(random.below(2)) : 1;
  const auto out = run<int, int>(votes, {2, 32, 0}, in, 128);
  for (int warp = 0; warp < 2; ++warp) {
    unsigned expected = 0;
    for (int l = 0; l < 32; ++l) expected |= static_cast<unsigned>(in[32 * warp + l]) << l;
    for (int l = 0, before = 0; l < 32; before += in[32 * warp + l++]) {
      EXPECT_EQ(static_cast<unsigned>(out[2 * (32 * warp + l)]), expected);
      EXPECT_EQ(out[2 * (32 * warp + l) + 1], before) << l;
    }
  }
}

__global__ void indices(Columns<int, int> a) {
  const auto i = grid_index();
  a.out[4 * i] = static_cast<int>(i), a.out[4 * i + 1] = static_cast<int>(warp_index());
  a.out[4 * i + 2] = warp_in_block(), a.out[4 * i + 3] = lane_index() + 0 * a.in[0];
}
TEST(CudaLanes, IndicesCountThroughTheGrid) {
  NACRE_NEEDS_GPU();
  const auto out = run<int, int>(indices, {3, 64, 0}, {0}, 4 * 192);
  for (int i = 0; i < 192; ++i) {
    EXPECT_EQ(out[4 * i], i);
    EXPECT_EQ(out[4 * i + 1], i / 32);
    EXPECT_EQ(out[4 * i + 2], i % 64 / 32);
    EXPECT_EQ(out[4 * i + 3], i % 32);
  }
}

// Each block turns its numbers around twice, through dynamic and through static shared memory.
__global__ void turn_around(Columns<int, int> a) {
  auto* numbers = reinterpret_cast<int*>(shared_memory());
  __shared__ int again[256];
  const unsigned t = threadIdx.x, n = blockDim.x;
  numbers[t] = a.in[grid_index()];
  __syncthreads();
  again[t] = 10 * numbers[n - 1 - t];
  __syncthreads();
  a.out[grid_index()] = again[(t + 40) % n] + numbers[0];
}
TEST(CudaLanes, BarriersOrderWhatABlockShares) {
  NACRE_NEEDS_GPU();
  constexpr int threads = 224, blocks = 3;
  std::vector<int> in(threads * blocks);
  Random random(4);
  for (int& v : in) v = static_cast<int>(random.below(1000));
  const auto out = run<int, int>(turn_around, {blocks, threads, threads * sizeof(int)}, in, in.size());
  for (int b = 0; b < blocks; ++b)
    for (int t = 0; t < threads; ++t)
      EXPECT_EQ(out[b * threads + t], 10 * in[b * threads + threads - 1 - (t + 40) % threads] + in[b * threads]);
}

struct Counting {
  int* count;
  long long* sum;
  int n;
};
__global__ void count_up(Counting a) {
  const auto i = grid_index();
  if (i >= a.n) return;
  atomicAdd(a.count, 1);
  atomicAdd(reinterpret_cast<unsigned long long*>(a.sum), static_cast<unsigned long long>(i));
}
TEST(CudaLanes, GridsCoverEveryElementOnce) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  Array<int> count(1);
  Array<long long> sum(1);
  for (const int n : {1, 127, 128, 129, 1000}) {
    count.clear(stream), sum.clear(stream);
    launch(stream, "test", count_up, cover(n), {count.data(), sum.data(), n});
    EXPECT_EQ(count.fetch(stream)[0], n);
    EXPECT_EQ(sum.fetch(stream)[0], static_cast<long long>(n) * (n - 1) / 2);
  }
  EXPECT_EQ(cover(0).blocks, 1u);
  EXPECT_EQ(cover_warps(9, 128).blocks, 3u);
}

}  // namespace
