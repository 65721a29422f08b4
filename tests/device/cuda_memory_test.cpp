// Arrays on the GPU (device/cuda_array.h), sorts and scans (device/cuda_algorithms.h) against the standard library.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "../needs_gpu.h"
#include "../unit/scratch.h"
#include "device/cuda_algorithms.h"
#include "environment.h"

namespace {

using namespace nacre::cuda;
using device_tests::Random;

TEST(CudaMemory, GoesThereAndBack) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  std::vector<double> numbers(1000);
  std::iota(numbers.begin(), numbers.end(), 0.5);
  Array<double> array, copy;
  array.upload(stream, numbers);
  EXPECT_EQ(array.size(), 1000u);
  EXPECT_EQ(array.fetch(stream), numbers);
  copy.copy_from(stream, array);
  array.clear(stream);
  EXPECT_EQ(array.fetch(stream), std::vector<double>(1000, 0.0));
  EXPECT_EQ(copy.fetch(stream), numbers);
  PinnedArray<double> some(5);
  copy.download(stream, some.data(), some.size());
  stream.synchronize();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(some[i], numbers[i]);
  Array<double> empty;
  empty.upload(stream, {});
  empty.clear(stream);
  EXPECT_TRUE(empty.fetch(stream).empty());
}

TEST(CudaMemory, MovesTakeContentsAlong) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  Array<int> a, b;
  a.upload(stream, {1, 2, 3});
  b.upload(stream, {4, 5});
  const int* where = a.data();
  Array<int> c(std::move(a));
  EXPECT_EQ(c.data(), where);
  b = std::move(c);
  EXPECT_EQ(b.data(), where);
  EXPECT_EQ(b.fetch(stream), (std::vector<int>{1, 2, 3}));
  PinnedArray<int> p(2), q;
  p[1] = 7;
  q = std::move(p);
  EXPECT_EQ(q.size(), 2u);
  EXPECT_EQ(q[1], 7);
}

TEST(CudaMemory, ShrinkingKeepsTheMemory) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  Array<int> a;
  a.upload(stream, {1, 2, 3, 4});
  const int* where = a.data();
  a.resize(2);
  EXPECT_EQ(a.size(), 2u);
  EXPECT_EQ(a.bytes(), 4 * sizeof(int));
  EXPECT_EQ(a.fetch(stream), (std::vector<int>{1, 2}));
  a.resize(4);
  EXPECT_EQ(a.data(), where);
  EXPECT_EQ(a.fetch(stream), (std::vector<int>{1, 2, 3, 4}));
  a.resize(5);
  EXPECT_EQ(a.bytes(), 5 * sizeof(int));
}

#if !defined(NACRE_CUDA_EMULATED)  // there: emulated/emulated_faults_test.cpp
TEST(CudaMemory, MoreThanThereIsGivesASentenceAndTakesNothing) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  Array<int> kept, huge;
  kept.upload(stream, {1, 2, 3});
  const nacre::Error e = nacre_test::error_of([&] { huge.resize(std::size_t{1} << 48); });
  EXPECT_TRUE(nacre_test::mentions(e, "the GPU is out of memory: 1048576.00 GiB more were needed")) << e.what();
  EXPECT_EQ(huge.size(), 0u);
  EXPECT_EQ(kept.fetch(stream), (std::vector<int>{1, 2, 3}));
  huge.upload(stream, {4});
  EXPECT_EQ(huge.fetch(stream), std::vector<int>{4});
}
#endif

/// Keys are equal again and again when they have few bits.
void check_sort(std::int64_t n, int bits) {
  const Stream stream;
  Random random(static_cast<std::uint64_t>(n) + bits);
  std::vector<std::uint64_t> keys(n);
  std::vector<int> values(n), order(n);
  for (std::int64_t i = 0; i < n; ++i) keys[i] = random.bits(), values[i] = static_cast<int>(random.below(1 << 30));
  const std::uint64_t mask = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return (keys[a] & mask) < (keys[b] & mask); });

  Array<std::uint64_t> from, to(n);
  Array<int> from_values, to_values(n);
  from.upload(stream, keys), from_values.upload(stream, values);
  Scratch scratch(scratch_bytes(n));
  sort_pairs(stream, scratch, from.data(), to.data(), from_values.data(), to_values.data(), n, bits);
  const auto sorted = to.fetch(stream);
  const auto sorted_values = to_values.fetch(stream);
  for (std::int64_t i = 0; i < n; ++i) {
    ASSERT_EQ(sorted[i], keys[order[i]]) << i << " of " << n << ", " << bits << " bits";
    ASSERT_EQ(sorted_values[i], values[order[i]]) << i << " of " << n << ", " << bits << " bits";
  }
  EXPECT_EQ(from.fetch(stream), keys) << "the input changed";
}

TEST(CudaAlgorithms, PairsAreSortedStablyByTheLowBits) {
  NACRE_NEEDS_GPU();
  for (const std::int64_t n : {1, 2, 33, 1000, 30000})
    for (const int bits : {3, 17, 40, 64}) check_sort(n, bits);
}

TEST(CudaAlgorithms, SumsBeforePassTheRangeOfAnInt) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  Random random(5);
  for (const std::int64_t n : {1, 2, 31, 1000, 20001}) {
    std::vector<int> in(n);
    for (int& v : in) v = static_cast<int>(random.below(2000000000));
    std::vector<std::int64_t> expected(n);
    std::exclusive_scan(in.begin(), in.end(), expected.begin(), std::int64_t{0});
    Array<int> from;
    from.upload(stream, in);
    Array<std::int64_t> to(n);
    Scratch scratch(scratch_bytes(n));
    exclusive_scan(stream, scratch, from.data(), to.data(), n);
    EXPECT_EQ(to.fetch(stream), expected) << n;
  }
}

}  // namespace
