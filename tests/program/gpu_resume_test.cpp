// A run on the GPU is the same bytes however it is done: twice, cut and resumed, with more checkpoints, with and
// without CUDA graphs, with the threads of a kernel in another order. A checkpoint of one device serves the other.

#include "background.h"
#include "gpu_decks.h"
#include "source_dir.h"

namespace gpu_resume_test {

namespace {

using namespace gpu;

std::vector<std::string> with_checkpoint() {
  std::vector<std::string> files = deck_files;
  files.push_back("nacre.checkpoint");
  return files;
}

class GpuResume : public testing::TestWithParam<const char*> {};

TEST_P(GpuResume, CutAnywhereGivesTheSameBytes) {
  NACRE_NEEDS_GPU();
  const Workspace whole;
  prepare(whole, deck(GetParam()));
  const Outcome uncut = whole.nacre_gpu("run --device cuda");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  EXPECT_FALSE(uncut.says("built 0 times") || uncut.says("built 1 times")) << "the list is never rebuilt on the way";
  for (const int step : {1, 21, 34}) {
    const Workspace cut;
    prepare(cut, deck(GetParam()));
    const Outcome first = cut.nacre_gpu("run --device cuda --stop-after " + std::to_string(step));
    ASSERT_EQ(first.code, 130) << first.err;
    const Outcome second = cut.nacre_gpu("run --device cuda --resume");
    ASSERT_EQ(second.code, 0) << second.err;
    expect_same_bytes(cut, whole, with_checkpoint(), "cut at step " + std::to_string(step));
  }
}

INSTANTIATE_TEST_SUITE_P(Ensembles, GpuResume,
                         testing::Values("nvt_nhc 5000 3000 20", "nvt_lan 5000 3000 20",
                                         "npt_scr 5000 3000 20 1 2 3 0 0 0 400 400 400 400 400 400 50",
                                         "npt_mttk temp 5000 3000 tri 5 5 tperiod 20 pperiod 500"));

TEST(GpuResumeFiles, CutEveryFewStepsGivesTheSameBytes) {
  NACRE_NEEDS_GPU();
  const Workspace whole, cut;
  // A chain this stiff shows the last bit of the kinetic energy that a checkpoint carries.
  for (const Workspace* w : {&whole, &cut}) prepare(*w, deck("nvt_nhc 5000 3000 1"));
  ASSERT_EQ(whole.nacre_gpu("run --device cuda").code, 0);
  int code = cut.nacre_gpu("run --device cuda --stop-after 3").code, pieces = 1;
  while (code == 130 && pieces < 100) code = cut.nacre_gpu("run --device cuda --resume --stop-after 3").code, ++pieces;
  EXPECT_EQ(code, 0);
  EXPECT_EQ(pieces, 17);  // 51 steps by threes
  expect_same_bytes(cut, whole, with_checkpoint(), "cut every three steps");
}

TEST(GpuResumeFiles, NeuroevolutionPotential) {
  NACRE_NEEDS_GPU();
  const Workspace whole, cut;
  for (const Workspace* w : {&whole, &cut}) {
    prepare(*w, "potential nep.txt\nvelocity 300\ntime_step 0.1\nensemble nvt_nhc 300 300 20\ndump_thermo 1\nrun 6\n",
            diamond(1));
    fs::copy_file(fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_C_l8/nep.txt", w->path("nep.txt"));
  }
  const Outcome uncut = whole.nacre_gpu("run --device cuda");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --stop-after 3").code, 130);
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --resume").code, 0);
  expect_same_bytes(cut, whole, {"thermo.out", "nacre.checkpoint"}, "cut at step 3");
}

TEST(GpuResumeFiles, CheckpointsOfOneDeviceServeTheOther) {
  NACRE_NEEDS_GPU();
  for (const char* ensemble : {"nvt_nhc 5000 3000 20", "npt_scr 5000 3000 20 5 400 50"}) {
    const Workspace cpu;
    prepare(cpu, deck(ensemble));
    ASSERT_EQ(cpu.nacre_gpu("run --device cpu").code, 0);
    for (const int step : {13, 34}) {
      if (step < 21 && ensemble[1] == 'v') continue;  // the first run is the same in both
      const std::string stop = " --stop-after " + std::to_string(step);
      const Workspace to_gpu, from_gpu;
      prepare(to_gpu, deck(ensemble));
      prepare(from_gpu, deck(ensemble));
      ASSERT_EQ(to_gpu.nacre_gpu("run --device cpu" + stop).code, 130);
      ASSERT_EQ(from_gpu.nacre_gpu("run --device cuda" + stop).code, 130);
      const Outcome there = to_gpu.nacre_gpu("run --device cuda --resume");
      ASSERT_EQ(there.code, 0) << there.err;
      const Outcome back = from_gpu.nacre_gpu("run --device cpu --resume");
      ASSERT_EQ(back.code, 0) << back.err;
      const double share = ensemble[1] == 'p' ? agree_cell : agree;
      expect_close_files(to_gpu, cpu, deck_files, share, "from the CPU to the GPU at step " + std::to_string(step));
      expect_close_files(from_gpu, cpu, deck_files, share, "from the GPU to the CPU at step " + std::to_string(step));
    }
  }
}

TEST(GpuSameBytes, HoweverItIsRun) {
  NACRE_NEEDS_GPU();
  struct Way {
    const char *before, *options;  // of the program, in the shell
  };
  const std::string run_in = deck("npt_scr 5000 3000 20 5 400 50");
  const Workspace plain;
  prepare(plain, run_in);
  ASSERT_EQ(plain.nacre_gpu("run --device cuda").code, 0);
  for (const Way way : {Way{"", ""},  // once more
                        Way{"NACRE_CUDA_GRAPH=0", ""},
                        Way{"NACRE_EMULATED_ORDER=reverse", ""},  // threads of kernels; on a real GPU: once more
                        Way{"", "--checkpoint-interval 4 --threads 2 --quiet"}}) {
    const Workspace other;
    prepare(other, run_in);
    const Outcome o = other.nacre_gpu(std::string("run --device cuda ") + way.options, way.before);
    ASSERT_EQ(o.code, 0) << o.err;
    expect_same_bytes(other, plain, with_checkpoint(), std::string(way.before) + " " + way.options);
  }
}

TEST(GpuSignal, StopsWithACheckpoint) {
  NACRE_NEEDS_GPU();
  const std::string deck =
      "potential tersoff-carbon\nvelocity 500\nensemble nvt_lan 500 500 100\ndump_thermo 1\nrun 100000000\n";
  const Workspace w;
  prepare(w, deck, diamond(1));
  Background run(w, gpu_binary(), {"run", "--device", "cuda"});
  EXPECT_EQ(run.stop(SIGINT, [&] { return table(w.read("thermo.out")).size() >= 10; }), 130) << w.read("log");
  EXPECT_NE(w.read("log").find("--resume goes on from it"), std::string::npos) << w.read("log");
  const std::string before = w.read("thermo.out");
  const auto rows = table(before).size();
  EXPECT_EQ(before.back(), '\n');
  const Outcome on = w.nacre_gpu("run --device cuda --resume --stop-after 3");
  EXPECT_EQ(on.code, 130) << on.err;
  const std::string after = w.read("thermo.out");
  EXPECT_EQ(after.substr(0, before.size()), before);
  EXPECT_EQ(table(after).size(), rows + 3);
  if (rows > 500) return;  // a fast device: what follows would only take longer
  const Workspace whole;
  prepare(whole, deck, diamond(1));
  EXPECT_EQ(whole.nacre_gpu("run --device cuda --stop-after " + std::to_string(rows + 3)).code, 130);
  EXPECT_TRUE(whole.read("thermo.out") == after);
}

}  // namespace

}  // namespace gpu_resume_test
