// `nacre train --device cuda`: what the CPU does, up to rounding; a stop and --resume with the same bits; signals;
// which device is taken. The kernels have tests of their own (tests/unit); without a GPU they run on the host.
#include <yaml-cpp/yaml.h>

#include "background.h"
#include "gpu_decks.h"
#include "source_dir.h"

namespace gpu_train_test {

namespace {

using namespace gpu;

/// Single precision on both devices, added in another order: 1e-6 of the gradient, which the first steps of Adam turn
/// into as much of a whole step where a component is small. Ranks of evolution stay the same as long as no two members
/// are that near to each other.
constexpr double agree_loss = 2e-4;

const fs::path argon = fs::path(nacre_test::source_dir()) / "input/train-argon";
/// The shape of input/train-argon, smaller; six of its frames: the host is slow as a GPU.
const std::string shape =
    "type 1 Ar\ncutoff 6 4\nn_max 3 2\nbasis_size 4 3\nl_max 2 0\nneuron 5\nreference_energy least_squares\nseed 3\n"
    "output_interval 2\n";
const std::string snes = shape + "generation 4\npopulation 10\n";
const std::string snes_batches = snes + "batch 3\n";
const std::string adam = shape + "optimizer adam\nepoch 4\nlearning_rate 0.03\nbatch 2\n";
const std::string both = shape + "optimizer adam snes\nepoch 2\ngeneration 2\npopulation 10\n";
const std::vector<std::string> numbers{"loss.out",         "energy_train.out", "force_train.out",
                                       "virial_train.out", "energy_test.out",  "force_test.out"};
const std::vector<std::string> results{"nep.txt",         "nep.restart",      "loss.out",        "energy_train.out",
                                       "force_train.out", "virial_train.out", "energy_test.out", "loss.svg"};

std::string first_frames(const std::string& text, int count) {
  std::size_t at = 0;
  for (int f = 0; f < count; ++f)
    for (long lines = std::stol(text.substr(at)) + 2; lines > 0; --lines) at = text.find('\n', at) + 1;
  return text.substr(0, at);
}

void deck(const Workspace& w, const std::string& nep_in) {
  w.write("nep.in", nep_in);
  w.write("train.xyz", first_frames(read_file(argon / "train.xyz"), 6));
  w.write("test.xyz", first_frames(read_file(argon / "test.xyz"), 1));
}

Outcome train(const Workspace& w, const std::string& device, const std::string& more = "") {
  return w.nacre_gpu("train --quiet --device " + device + " " + more);
}

/// Every number of the output files within `agree_loss` of the largest in its column.
void expect_agree(const std::string& nep_in) {
  const Workspace cpu, cuda;
  deck(cpu, nep_in), deck(cuda, nep_in);
  ASSERT_EQ(train(cpu, "cpu").code, 0);
  const Outcome o = train(cuda, "cuda", "--summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_close_files(cuda, cpu, numbers, agree_loss);
  EXPECT_EQ(YAML::Load(cuda.read("s.yaml"))["device"].as<std::string>(), "cuda");
  // Not one number is another: then the GPU would not have been used.
  EXPECT_FALSE(cuda.read("force_train.out") == cpu.read("force_train.out"));
}
TEST(GpuTrain, EvolutionAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  expect_agree(snes);
}
TEST(GpuTrain, EvolutionInBatchesAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  expect_agree(snes_batches);
}
TEST(GpuTrain, GradientAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  expect_agree(adam);
}

/// Stopped after `steps`, resumed to the end: the same bytes as a training that was never stopped.
void expect_same_after_cut(const std::string& nep_in, int steps) {
  const Workspace uncut, cut;
  deck(uncut, nep_in), deck(cut, nep_in);
  const Outcome o = train(uncut, "cuda");
  ASSERT_EQ(o.code, 0) << o.err;
  ASSERT_EQ(train(cut, "cuda", "--stop-after " + std::to_string(steps)).code, 130);
  ASSERT_EQ(train(cut, "cuda", "--resume").code, 0);
  expect_same_bytes(cut, uncut, results, "cut after " + std::to_string(steps));
}
TEST(GpuTrain, ResumedEvolutionHasTheSameBits) {
  NACRE_NEEDS_GPU();
  expect_same_after_cut(snes_batches, 3);
}
TEST(GpuTrain, ResumedGradientHasTheSameBits) {
  NACRE_NEEDS_GPU();
  expect_same_after_cut(adam, 3);
}
TEST(GpuTrain, ResumeWorksInTheSecondStage) {
  NACRE_NEEDS_GPU();
  expect_same_after_cut(both, 3);
}

TEST(GpuTrain, GoesOnOnTheOtherDevice) {
  NACRE_NEEDS_GPU();
  const Workspace uncut, cut;
  deck(uncut, adam), deck(cut, adam);
  ASSERT_EQ(train(uncut, "cpu").code, 0);
  ASSERT_EQ(train(cut, "cpu", "--stop-after 1").code, 130);
  ASSERT_EQ(train(cut, "cuda", "--resume --stop-after 2").code, 130);
  ASSERT_EQ(train(cut, "cpu", "--resume").code, 0);
  expect_close_files(cut, uncut, numbers, agree_loss);
}

TEST(GpuTrain, CtrlCWritesACheckpoint) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  deck(w, shape + "generation 10000000\npopulation 10\n");
  Background training(w, gpu_binary(), {"train", "--quiet", "--device", "cuda", "--summary", "s.yaml"});
  EXPECT_EQ(training.stop(SIGINT, [&] { return w.has("loss.svg"); }), 130) << w.read("log");
  EXPECT_NE(w.read("log").find("nacre.train is written"), std::string::npos) << w.read("log");
  const long done = YAML::Load(w.read("s.yaml"))["generations"].as<long>();
  EXPECT_GT(done, 0);
  for (const std::string& name : results) EXPECT_TRUE(w.has(name)) << name;
  EXPECT_EQ(w.read("loss.out").back(), '\n');
  ASSERT_EQ(train(w, "cuda", "--resume --stop-after 1 --summary s.yaml").code, 130);
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["generations"].as<long>(), done + 1);
}

TEST(GpuTrain, PredictionAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  deck(w, snes);
  ASSERT_EQ(train(w, "cpu").code, 0);
  w.write("nep.in", snes + "prediction 1\n");
  ASSERT_EQ(train(w, "cpu").code, 0);
  const std::string of_cpu = w.read("force_train.out");
  ASSERT_EQ(train(w, "cuda").code, 0);
  // Single precision; the network's terms are some times larger than the forces.
  expect_close(w.read("force_train.out"), of_cpu, 1e-5, "force_train.out");
  EXPECT_FALSE(w.read("force_train.out") == of_cpu);
}

TEST(GpuTrain, TheDeviceIsNamed) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  deck(w, shape + "generation 0\n");
  EXPECT_TRUE(w.nacre_gpu("train").says(", on the GPU\n"));
  EXPECT_TRUE(w.nacre_gpu("train --device cpu").says(", on the CPU\n"));
  for (const char* option : {"--check", "--keywords"}) {
    const Outcome o = w.nacre_gpu(std::string("train --device cuda ") + option);
    EXPECT_EQ(o.code, 1);
    EXPECT_TRUE(o.says("computes on the CPU only")) << o.err;
    EXPECT_EQ(w.nacre_gpu(std::string("train ") + option).code, 0);
  }
}

TEST(TrainOfABuildWithoutGpu, IsRefusedBeforeAnythingIsWritten) {
  const Workspace w;
  if (!w.nacre("info").says("not in this build")) GTEST_SKIP() << "this build has CUDA";
  deck(w, snes);
  const Outcome o = w.nacre("train --device cuda");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("this build of nacre has no CUDA; use --device cpu")) << o.err;
  EXPECT_FALSE(w.has("loss.out") || w.has("nacre.train"));
}

}  // namespace

}  // namespace gpu_train_test
