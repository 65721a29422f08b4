// The GPU and the rest of the program: commands that take a device, and runs that end badly, which say the same as on
// the CPU and leave the same files.
#include <yaml-cpp/yaml.h>

#include "gpu_decks.h"
#include "source_dir.h"

namespace gpu_fails_test {

namespace {

using namespace gpu;

/// What a run that fails leaves behind.
struct End {
  Outcome outcome;
  std::map<std::string, std::string> files;
};
End end_of(const std::string& run_in, const std::string& model, const std::string& device,
           const std::string& options = "") {
  const Workspace w;
  prepare(w, run_in, model);
  w.write("C.lj", "lj 1 C\n0.01 3.0 8.0\n");
  End end{w.nacre_gpu("run --quiet --device " + device + " " + options), {}};
  const std::string folder = w.path().string();  // in the message
  for (auto at = end.outcome.err.find(folder); at != std::string::npos; at = end.outcome.err.find(folder))
    end.outcome.err.erase(at, folder.size());
  for (const auto& entry : fs::directory_iterator(w.path())) {
    const std::string name = entry.path().filename();
    if (name[0] != '.') end.files[name] = read_file(entry.path());
  }
  return end;
}

/// Same exit code, sentence and files; `says`: a part of the sentence.
void expect_same_end(const std::string& run_in, const std::string& model, const std::string& says,
                     const std::string& options = "", double share = agree) {
  const End cpu = end_of(run_in, model, "cpu", options), cuda = end_of(run_in, model, "cuda", options);
  EXPECT_EQ(cpu.outcome.code, 1);
  EXPECT_EQ(cuda.outcome.code, 1);
  EXPECT_NE(cuda.outcome.err.find(says), std::string::npos) << cuda.outcome.err;
  std::cout << "    " << cuda.outcome.err;
  EXPECT_EQ(cuda.outcome.err, cpu.outcome.err);
  ASSERT_EQ(cuda.files.size(), cpu.files.size());
  for (const auto& [name, text] : cpu.files) {
    ASSERT_EQ(cuda.files.count(name), 1u) << name;
    if (name.rfind("nacre.checkpoint", 0) == 0 || text.empty()) continue;
    expect_close(cuda.files.at(name), text, std::max(share, agree_virial), name);
    EXPECT_EQ(cuda.files.at(name).back(), '\n') << name << " ends within a line";
  }
}

TEST(GpuFails, RunawayTemperature) {
  NACRE_NEEDS_GPU();
  // Carbon at a time step of 40 fs: atoms fly into each other. Each step multiplies what the devices differ by.
  expect_same_end(
      "potential tersoff-carbon\nvelocity 3000 seed 2\ntime_step 40\nensemble nve\ndump_thermo 1\n"
      "dump_exyz 1 1 1 1\nrun 300\n",
      diamond(2), "runaway temperature", "", 1e-4);
  // Lennard-Jones atoms far too close to each other: the first step.
  expect_same_end("potential C.lj\nvelocity 10\nguard pressure off force off distance off\nensemble nve\ndump_thermo 1\n"
                  "run 1000\n", diamond(2),
                  "runaway temperature");
}

TEST(GpuFails, RunawayTemperatureWithACheckpoint) {
  NACRE_NEEDS_GPU();
  // The atom comes into reach of the other (8 A) at step 12, and ends deep within it at 13: files of steps before stay.
  expect_same_end("potential C.lj\ntime_step 10\nensemble nve\ndump_thermo 2\ndump_restart 5\nrun 1000\n",
                  "2\npbc=\"T T T\" Lattice=\"40 0 0 0 40 0 0 0 40\" Properties=species:S:1:pos:R:3:vel:R:3\n"
                  "C 1 1 1 0.1 0 0\nC 14.5 1.3 1.2 0 0 0\n",
                  "nacre.checkpoint holds step 10", "--checkpoint-interval 5");
}

TEST(GpuFails, TwoAtomsInOnePlace) {
  NACRE_NEEDS_GPU();
  std::string model = diamond(2);
  const auto second = model.find("\nC ", model.find("\nC ") + 1);
  model.replace(second, model.find('\n', second + 1) - second, "\nC 0 0 0 0");
  // Refused before the first step, on either device.
  for (const char* potential : {"tersoff-carbon", "C.lj"})
    for (const char* device : {"cpu", "cuda"}) {
      const End end = end_of(std::string("potential ") + potential + "\nensemble nve\nrun 100\n", model, device);
      EXPECT_EQ(end.outcome.code, 2);
      EXPECT_NE(end.outcome.err.find("atoms 0 (C) and 1 (C)"), std::string::npos) << end.outcome.err;
    }
}

TEST(GpuFails, LostAtomBehindAnOpenSide) {
  NACRE_NEEDS_GPU();
  const End end = end_of("potential C.lj\nensemble nve\ndump_thermo 10\nrun 10000\n", "", "cuda");
  EXPECT_EQ(end.outcome.code, 2) << "an empty model.xyz";
  expect_same_end("potential C.lj\ntime_step 5\nensemble nve\ndump_thermo 10\ndump_exyz 20\nrun 10000\n",
                  "3\npbc=\"F T T\" Lattice=\"4 0 0 0 30 0 0 0 30\" Properties=species:S:1:pos:R:3:vel:R:3\n"
                  "C 1 5 5 0 0 0\nC 1 15 15 0 0 0\nC 1 25 25 0.1 0 0\n",
                  "lost atom 2", "--checkpoint-interval 50");  // 44 A at 0.5 A a step
}

TEST(GpuFails, TooMuchStrain) {
  NACRE_NEEDS_GPU();
  expect_same_end(
      "potential tersoff-carbon\nvelocity 300\nensemble npt_ber 300 300 20 5000 5 1\ndump_thermo 1\nrun 100\n",
      diamond(1), "strains the cell", "", agree_cell);
}

TEST(GpuFails, UnknownElementOfThePotentialIsBadInput) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  std::string model = diamond(1);
  model.replace(model.find("\nC "), 3, "\nNa ");
  prepare(w, "potential tersoff-carbon\nensemble nve\nrun 1\n", model);
  const Outcome cpu = w.nacre_gpu("run --device cpu"), cuda = w.nacre_gpu("run --device cuda");
  EXPECT_EQ(cuda.code, 2);
  EXPECT_EQ(cuda.err, cpu.err);
}

TEST(GpuPredict, AgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  w.write("in.xyz", diamond(1) + diamond(2, 3.7) +
                        "2\nLattice=\"8 0 0 0 8 0 0 0 8\" pbc=\"F F F\" Properties=species:S:1:pos:R:3\n"
                        "C 1 1 1\nC 2.3 1.2 1\n");
  ASSERT_EQ(w.nacre_gpu("predict tersoff-carbon in.xyz --output cpu.xyz --device cpu").code, 0);
  const Outcome o =
      w.nacre_gpu("predict tersoff-carbon cpu.xyz --output cuda.xyz --device cuda --summary s.yaml --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out, "");
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["frames"].as<int>(), 3);
  EXPECT_LT(s["rmse_energy_eV_per_atom"].as<double>(), 1e-11);
  EXPECT_LT(s["rmse_force_eV_per_A"].as<double>(), 1e-10);
  EXPECT_LT(s["rmse_virial_eV_per_atom"].as<double>(), 1e-6);  // virials of atoms are floats
  EXPECT_EQ(Difference(w.read("cuda.xyz"), w.read("cpu.xyz")).misfit(), "");
  ASSERT_EQ(w.nacre_gpu("predict tersoff-carbon cpu.xyz --output again.xyz --device cuda").code, 0);
  EXPECT_TRUE(w.read("again.xyz") == w.read("cuda.xyz"));
}

TEST(GpuPredict, AgreesWithLabelsOfTheReferenceProgram) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  const std::string model = (fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_NaC").string();
  const Outcome o = w.nacre_gpu("predict '" + model + "/nep.txt' '" + model +
                                "/reference.xyz' --device cuda --summary s.yaml --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  // The bounds of the CPU (predict_test.cpp).
  EXPECT_LT(s["rmse_energy_eV_per_atom"].as<double>(), 1e-6);
  EXPECT_LT(s["rmse_force_eV_per_A"].as<double>(), 1e-5);
  EXPECT_LT(s["rmse_virial_eV_per_atom"].as<double>(), 1e-5);
}

TEST(GpuRefused, DoublePrecision) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  w.write("in.xyz", diamond(1));
  const Outcome o = w.nacre_gpu("predict tersoff-carbon in.xyz --double --device cuda --output out.xyz");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("--double") && o.says("on the CPU only") && o.says("--device cpu")) << o.err;
  EXPECT_FALSE(w.has("out.xyz"));
  const Outcome any = w.nacre_gpu("predict tersoff-carbon in.xyz --double --device auto");
  EXPECT_EQ(any.code, 0) << any.err;
}

TEST(GpuRefused, CommandsThatComputeOnTheCpu) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  w.write("in.xyz", diamond(1));
  for (const char* command :
       {"analyze coordination in.xyz --cutoff C-C=1.85", "build crystal diamond --output o.xyz"}) {
    const Outcome o = w.nacre_gpu(std::string(command) + " --device cuda");
    EXPECT_EQ(o.code, 1) << command << o.err;
    EXPECT_TRUE(o.says("computes on the CPU only")) << command << o.err;
    EXPECT_FALSE(w.has("o.xyz"));
    const Outcome any = w.nacre_gpu(std::string(command) + " --device auto");
    EXPECT_EQ(any.code, 0) << command << any.err;
  }
}

TEST(GpuRefused, DeviceThatIsNotThere) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  prepare(w, "potential tersoff-carbon\nensemble nve\nrun 1\n", diamond(1));
  const Outcome o = w.nacre_gpu("run --device cuda:900");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("there is no CUDA device 900; this machine has")) << o.err;
  EXPECT_EQ(w.nacre_gpu("run --device cuda:x").code, 2);
  const Outcome first = w.nacre_gpu("run --device cuda:0");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_TRUE(first.says("waiting for the GPU")) << first.out;
}

TEST(GpuChosen, AutoTakesTheGpuWhereThereIsOne) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  prepare(w, "potential tersoff-carbon\nensemble nve\nrun 2\n", diamond(1));
  EXPECT_TRUE(w.nacre_gpu("run").says("waiting for the GPU"));
  EXPECT_TRUE(w.nacre_gpu("run --device auto").says("waiting for the GPU"));
  EXPECT_FALSE(w.nacre_gpu("run --device cpu").says("waiting for the GPU"));
}

TEST(GpuInfo, NamesDevicesAndVersions) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  const Outcome o = w.nacre_gpu("info --device cuda --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("runtime ") && o.says(", driver ") && o.says("cuda:0 ") && o.says("compute capability ")) << o.out;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  ASSERT_GE(s["cuda_devices"].size(), 1u);
  EXPECT_TRUE(o.says(s["cuda_devices"][0].as<std::string>()));
  EXPECT_TRUE(o.says(s["cuda"].as<std::string>()));
}

TEST(DeviceOfABuildWithoutGpu, IsTheCpu) {
  const Workspace w;
  if (!w.nacre("info").says("not in this build")) GTEST_SKIP() << "this build has CUDA";
  prepare(w, "potential tersoff-carbon\nensemble nve\ndump_thermo 1\nrun 2\n", diamond(1));
  for (const char* command : {"run", "predict tersoff-carbon model.xyz --output out.xyz", "info"}) {
    const Outcome o = w.nacre(std::string(command) + " --device cuda");
    EXPECT_EQ(o.code, 1) << command;
    EXPECT_TRUE(o.says("this build of nacre has no CUDA; use --device cpu")) << o.err;
    EXPECT_FALSE(w.has("thermo.out") || w.has("out.xyz")) << "nothing may be begun";
    EXPECT_EQ(w.nacre(std::string(command) + " --device auto").code, 0) << command;
    fs::remove(w.path("thermo.out"));
    fs::remove(w.path("out.xyz"));
  }
}

}  // namespace

}  // namespace gpu_fails_test
