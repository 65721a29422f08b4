// What the program says when the GPU is out of memory or fails, and what is left then: one sentence, no memory taken,
// whole files, a checkpoint to go on from.
#include <gtest/gtest.h>

#include <iostream>

#include "../unit/scratch.h"
#include "jobs/checked_deck.h"
#include "device/cuda_array.h"
#include "run/runner.h"

namespace {

using namespace nacre;
using cuda::emulated::fail_next_synchronize;
using cuda::emulated::limit_memory;
using cuda::emulated::memory_in_use;
using nacre_test::error_of;
using nacre_test::mentions;

class CudaFaults : public testing::Test {
 protected:
  ~CudaFaults() override {
    limit_memory(0);
    fail_next_synchronize(0);
  }
};

TEST_F(CudaFaults, ErrorsOfTheRuntimeAreSentences) {
  const auto text = [](cudaError_t code) {
    return std::string(error_of([&] { cuda::check(code, "doing a thing"); }).what());
  };
  EXPECT_NE(text(cudaErrorNoDevice).find("no CUDA device can be used on this machine"), std::string::npos);
  EXPECT_NE(text(cudaErrorInsufficientDriver).find("driver is too old"), std::string::npos);
  EXPECT_NE(text(cudaErrorNoKernelImageForDevice).find("no code for this GPU"), std::string::npos);
  EXPECT_EQ(text(cudaErrorIllegalAddress),
            "doing a thing: a kernel failed on the GPU (cudaErrorIllegalAddress, an illegal memory access was "
            "encountered); nothing more can be computed in this process, files written so far are whole");
  EXPECT_EQ(text(cudaErrorInvalidDevice).rfind("doing a thing: ", 0), 0u);
  EXPECT_NO_THROW(cuda::check(cudaSuccess, ""));
}

TEST_F(CudaFaults, KernelThatFailedShowsAtTheNextWait) {
  const cuda::Stream stream;
  fail_next_synchronize(700);
  const Error e = error_of([&] { stream.synchronize(); });
  EXPECT_EQ(e.kind(), Error::Kind::failed);
  EXPECT_TRUE(mentions(e, "waiting for the GPU: a kernel failed on the GPU")) << e.what();
}

TEST_F(CudaFaults, ArrayThatDoesNotFitTakesNothing) {
  const cuda::Stream stream;
  cuda::Array<int> kept, other;
  kept.upload(stream, {1, 2, 3});
  other.upload(stream, {4, 5});
  const std::size_t before = memory_in_use();
  limit_memory(before + (std::size_t{1} << 29));
  const Error e = error_of([&] { other.resize(std::size_t{1} << 28); });
  EXPECT_EQ(e.kind(), Error::Kind::failed);
  EXPECT_TRUE(mentions(e,
                       "the GPU is out of memory: 1.00 GiB more were needed, 0.50 GiB of 0.50 GiB are free; "
                       "use fewer atoms, another GPU or --device cpu"))
      << e.what();
  EXPECT_EQ(other.size(), 0u);
  EXPECT_EQ(memory_in_use(), before - 2 * sizeof(int)) << "the old memory goes first: both need not fit at once";
  EXPECT_EQ(kept.fetch(stream), (std::vector<int>{1, 2, 3}));
  other.upload(stream, {6});
  EXPECT_EQ(other.fetch(stream), std::vector<int>{6});
}

/// One cell of diamond and a deck of two runs in a folder of its own.
class Deck {
 public:
  Deck() {
    folder_.write("model.xyz",
                  "8\npbc=\"T T T\" Lattice=\"3.567 0 0 0 3.567 0 0 0 3.567\" Properties=species:S:1:pos:R:3\n"
                  "C 0 0 0\nC 0 1.7835 1.7835\nC 1.7835 0 1.7835\nC 1.7835 1.7835 0\nC 0.89175 0.89175 0.89175\n"
                  "C 0.89175 2.67525 2.67525\nC 2.67525 0.89175 2.67525\nC 2.67525 2.67525 0.89175\n");
    const std::string run = "ensemble nvt_bdp 2000 2000 20\ndump_thermo 1\ndump_exyz 2 1 1 1\ndump_restart 2\nrun 4\n";
    folder_.write("run.in", "potential tersoff-carbon\nvelocity 2000 seed 3\n" + run + run);
  }
  void run(bool resume = false) const {
    const jobs::CheckedDeck checked = jobs::read_and_check(folder_.path("run.in"));
    run::RunOptions options;
    options.use_cuda = true, options.resume = resume, options.checkpoint_interval = 2;
    run::Runner(checked.deck, options).go();
  }
  std::string read(const std::string& name) const {
    std::ifstream in(folder_.path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_.path(name)); }
  /// Nothing that only wants to become a file, and no line or frame that ends in the middle.
  void expect_whole() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path(""))) {
      const std::string name = entry.path().filename(), text = read(name);
      const bool known = name == "model.xyz" || name == "run.in" || name == "thermo.out" || name == "dump.xyz" ||
                         name == "restart.xyz" || name == "final.xyz" || name == ".nacre.lock";
      const bool is_checkpoint = name == "nacre.checkpoint" || name == "nacre.checkpoint.previous";
      EXPECT_TRUE(known || is_checkpoint) << name << " was left";
      if (is_checkpoint || name == ".nacre.lock" || text.empty()) continue;
      EXPECT_EQ(text.back(), '\n') << name;
      if (name.find(".xyz") != std::string::npos) {
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n') % 10, 0) << name << " ends within a frame";
      }
    }
  }
  void expect_same(const Deck& whole) const {
    for (const char* name : {"thermo.out", "dump.xyz", "restart.xyz", "nacre.checkpoint"}) {
      EXPECT_TRUE(whole.has(name)) << name;
      EXPECT_TRUE(read(name) == whole.read(name)) << name << " differs";
    }
  }

 private:
  nacre_test::Scratch folder_;
};

// Wherever memory runs out, on the way to the first step or at the first frame: the sentence, no memory kept, no part
// of a file.
TEST_F(CudaFaults, RunThatDoesNotFitSaysSoAndLeavesWholeFiles) {
  const Deck whole;
  const std::size_t before = memory_in_use();
  whole.run();
  ASSERT_EQ(memory_in_use(), before) << "a run that ended keeps memory";
  int refusals = 0, began = 0;
  for (std::size_t room = 100; refusals < 200; room += room / 10) {
    const Deck deck;
    limit_memory(memory_in_use() + room);
    try {
      deck.run();
      limit_memory(0);
      deck.expect_same(whole);
      break;
    } catch (const Error& e) {
      limit_memory(0);
      ++refusals;
      EXPECT_EQ(e.kind(), Error::Kind::failed);
      EXPECT_TRUE(mentions(e, "the GPU is out of memory: ")) << e.what();
      EXPECT_EQ(mentions(e, "no checkpoint was written yet"), !deck.has("nacre.checkpoint")) << e.what();
      EXPECT_EQ(memory_in_use(), before) << "with room for " << room << " bytes";
      began += deck.has("thermo.out");
      deck.expect_whole();
    }
  }
  std::cout << "    " << refusals << " refusals, " << began << " of runs that had begun\n";
  EXPECT_GT(refusals - began, 10);
  EXPECT_LT(refusals, 200);
}

// A kernel that fails at any wait of a run: the sentence names the last checkpoint, files are whole, and a new process
// goes on to the same bytes.
TEST_F(CudaFaults, RunWhoseKernelFailsGoesOnFromItsCheckpoint) {
  const Deck whole;
  whole.run();
  int failures = 0, resumed = 0;
  for (int wait = 0;; ++wait) {
    const Deck deck;
    fail_next_synchronize(700, wait);
    try {
      deck.run();
      break;
    } catch (const Error& e) {
      fail_next_synchronize(0);
      ++failures;
      EXPECT_EQ(e.kind(), Error::Kind::failed);
      EXPECT_TRUE(mentions(e, "a kernel failed on the GPU")) << e.what();
      deck.expect_whole();
      const bool has_checkpoint = deck.has("nacre.checkpoint");
      EXPECT_EQ(mentions(e, "no checkpoint was written yet"), !has_checkpoint) << e.what();
      if (!has_checkpoint || wait % 3 != 0) continue;  // a third of them is enough
      deck.run(true);
      deck.expect_same(whole);
      ++resumed;
    }
  }
  std::cout << "    " << failures << " failures, " << resumed << " resumed\n";
  EXPECT_GT(failures, 12);
  EXPECT_GT(resumed, 3);
}

}  // namespace
