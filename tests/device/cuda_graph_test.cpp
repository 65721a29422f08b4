// A recorded step (device/cuda_graph.h) does what its parts do one by one, with the arguments of when it was recorded.
#include "device/cuda_graph.h"

#include <gtest/gtest.h>

#include <vector>

#include "../needs_gpu.h"
#include "device/cuda_array.h"
#include "device/cuda_launch.h"
#include "environment.h"

namespace {

using namespace nacre::cuda;
using device_tests::Environment;

/// Writes down who came by; the flag is set at every third visit of tag 1.
struct Visit {
  int* log;
  int* state;  // number of visits, visits of tag 1, flag
  int tag;
};
__global__ void visit(Visit a) {
  a.log[a.state[0]++] = a.tag;
  if (a.tag % 10 == 1) a.state[2] = ++a.state[1] % 3 == 0;
}

/// A graph of tags 1, (2), 3 and what it has written down. The tags are changed afterwards.
struct Recorded {
  Stream stream;
  Array<int> log{100}, state{3};
  int shift = 0;
  StepGraph graph = make();

  StepGraph make() {
    state.clear(stream);
    stream.synchronize();
    return StepGraph(part(1), state.data() + 2, part(2), part(3));
  }
  StepGraph::Part part(int tag) {
    return [this, tag](const Stream& s) {
      launch(s, "visit", visit, {1, 1, 0}, {log.data(), state.data(), tag + shift});
    };
  }
  std::vector<int> after(int launches) {
    for (int i = 0; i < launches; ++i) graph.launch(stream);
    auto numbers = log.fetch(stream);
    numbers.resize(state.fetch(stream)[0]);
    return numbers;
  }
};
const std::vector<int> seven_launches{1, 3, 1, 3, 1, 2, 3, 1, 3, 1, 3, 1, 2, 3, 1, 3};

TEST(CudaGraph, MiddlePartRunsWhenItsFlagIsSet) {
  NACRE_NEEDS_GPU();
  Recorded recorded;
  EXPECT_EQ(recorded.after(7), seven_launches);
}

TEST(CudaGraph, PlainPartsDoTheSame) {
  NACRE_NEEDS_GPU();
  const Environment plain("NACRE_CUDA_GRAPH", "0");
  EXPECT_FALSE(graphs_wanted());
  Recorded recorded;
  EXPECT_FALSE(recorded.graph.is_captured());
  EXPECT_EQ(recorded.after(7), seven_launches);
}

TEST(CudaGraph, RecordingRunsNothingAndFreezesArguments) {
  NACRE_NEEDS_GPU();
  EXPECT_TRUE(graphs_wanted());
  Recorded recorded;
  if (!recorded.graph.is_captured()) GTEST_SKIP() << "not recorded: " << recorded.graph.why_not_captured();
  EXPECT_TRUE(recorded.after(0).empty());
  recorded.shift = 50;
  EXPECT_EQ(recorded.after(7), seven_launches);
}

TEST(CudaGraph, MayBeMovedAndReplaced) {
  NACRE_NEEDS_GPU();
  Recorded recorded;
  recorded.after(3);
  StepGraph other = std::move(recorded.graph);
  recorded.graph = std::move(other);
  EXPECT_EQ(recorded.after(4), seven_launches);
  recorded.shift = 10;
  recorded.graph = recorded.make();
  EXPECT_EQ(recorded.after(2), (std::vector<int>{11, 13, 11, 13}));
}

TEST(CudaGraph, CopiesAndClearingAreRecordedToo) {
  NACRE_NEEDS_GPU();
  const Stream stream;
  Array<int> a, b(3), flag;
  a.upload(stream, {1, 2, 3});
  flag.upload(stream, {1});
  stream.synchronize();
  const StepGraph graph([&](const Stream& s) { b.clear(s); }, flag.data(), [&](const Stream& s) { b.copy_from(s, a); },
                        [&](const Stream& s) { flag.clear(s); });
  graph.launch(stream);
  EXPECT_EQ(b.fetch(stream), (std::vector<int>{1, 2, 3}));
  graph.launch(stream);
  EXPECT_EQ(b.fetch(stream), (std::vector<int>{0, 0, 0}));
}

}  // namespace
