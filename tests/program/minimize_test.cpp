// `minimize` in a deck: alone, before a run, with fixed atoms, cut and resumed, on both devices, and when it goes
// wrong.
#include <yaml-cpp/yaml.h>

#include "background.h"
#include "gpu_decks.h"

namespace minimize_test {

namespace {

using namespace program;

/// Diamond, 64 atoms, moved off their places by up to 0.1 A; groups as diamond() gives them.
std::string rattled() {
  std::istringstream in(diamond(2));
  std::ostringstream out;
  out.precision(17);
  std::string line;
  for (int n = 0; std::getline(in, line); ++n) {
    std::istringstream words(line);
    std::string symbol;
    double r[3];
    int group = 0;
    if (n < 2 || !(words >> symbol >> r[0] >> r[1] >> r[2] >> group)) {
      out << line << "\n";
      continue;
    }
    out << symbol;
    for (int c = 0; c < 3; ++c) out << " " << r[c] + 0.1 * std::sin(12.9 * n + 7.3 * c);
    out << " " << group << "\n";
  }
  return out.str();
}

Outcome run(const Workspace& w, const std::string& run_in, const std::string& options = "",
            const std::string& model = rattled()) {
  w.write("model.xyz", model);
  w.write("run.in", run_in);
  return w.nacre("run --threads 1 --summary s.yaml " + options);
}

/// Energy of 64 atoms of perfect diamond of edge 3.567 A (eV); one of the four methods must not be the measure of the
/// others.
double perfect_energy() {
  const Workspace w;
  const Outcome o =
      run(w, "potential tersoff-carbon\nvelocity 1e-9\ntime_step 1e-9\nensemble nve\nrun 1\n", "", diamond(2));
  EXPECT_EQ(o.code, 0) << o.err;
  return YAML::Load(w.read("s.yaml"))["energy_eV"].as<double>();
}

TEST(Minimize, EveryMethodEndsInDiamondAndSaysHow) {
  const double perfect = perfect_energy();
  for (const std::string method : {"sd", "fire", "cg", "lbfgs"}) {
    const Workspace w;
    const Outcome o = run(w, "potential tersoff-carbon\nminimize " + method + " 1e-5 2000\n");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_TRUE(o.says("converged after") && o.says("force calls") && o.says("largest force")) << o.out;
    const YAML::Node s = YAML::Load(w.read("s.yaml")), m = s["minimizations"][0];
    EXPECT_NEAR(s["energy_eV"].as<double>(), perfect, 1e-8);
    EXPECT_EQ(m["method"].as<std::string>(), method);
    EXPECT_EQ(m["end"].as<std::string>(), "converged");
    EXPECT_EQ(m["line"].as<int>(), 2);
    EXPECT_LT(m["max_force_eV_per_A"].as<double>(), 1e-5);
    EXPECT_GT(m["steps"].as<int>(), 5);
    EXPECT_GE(m["force_calls"].as<int>(), m["steps"].as<int>());
    EXPECT_EQ(s["steps"].as<int>(), 0);
    EXPECT_EQ(s["runs"].size(), 0u);
  }
}

TEST(Minimize, FramesAreEveryFewStepsAndTheLast) {
  const Workspace w;
  const Outcome o = run(w, "potential tersoff-carbon\nminimize cg 1e-9 7 dump 3 relax.xyz\n");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("all steps done after 7 steps")) << o.out;
  const std::string frames = w.read("relax.xyz");
  EXPECT_EQ(count_of(frames, "Step="), 4);  // 0, 3, 6 and 7
  EXPECT_EQ(count_of(frames, "Step=7 "), 1);
  double last = INFINITY;
  for (std::size_t at = frames.find(" energy="); at != std::string::npos; at = frames.find(" energy=", at + 1)) {
    const double energy = std::stod(frames.substr(at + 8));
    EXPECT_LT(energy, last);
    last = energy;
  }
}

TEST(Minimize, RelaxesTheCellToThePressure) {
  const Workspace w;
  const Outcome o = run(w,
                        "potential tersoff-carbon\nminimize lbfgs 1e-4 500 orthogonal pressure 10 20 30\n"
                        "velocity 1e-9\ntime_step 1e-9\nensemble nve\ndump_thermo 1\nrun 1\n");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto row = table(w.read("thermo.out")).at(0);
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(row[3 + k], 10.0 * (k + 1), 2e-4);
  EXPECT_LT(row[17], row[9]);  // the highest pressure along c
}

TEST(Minimize, HoldsTheFixedGroupAndKeepsVelocities) {
  const Workspace w;
  // The group is fixed for the minimisation and for the run after it; velocities are those that were there before.
  const Outcome o = run(w,
                        "potential tersoff-carbon\nvelocity 300 seed 3\ntime_step 1e-9\nfix 0 0\n"
                        "minimize fire 1e-3 2000\nensemble nve\ndump_xyz 1 a.xyz velocity precision double\nrun 1\n");
  ASSERT_EQ(o.code, 0) << o.err;
  const Workspace plain;
  ASSERT_EQ(run(plain,
                "potential tersoff-carbon\nvelocity 300 seed 3\ntime_step 1e-9\nfix 0 0\n"
                "ensemble nve\ndump_xyz 1 a.xyz velocity precision double\nrun 1\n")
                .code,
            0);
  std::istringstream with(w.read("a.xyz")), without(plain.read("a.xyz"));
  std::string a, b;
  double moved = 0;
  for (int n = 0; std::getline(with, a) && std::getline(without, b); ++n) {
    if (n < 2) continue;
    EXPECT_TRUE(n >= 10 || a == b) << "a fixed atom: " << a << " " << b;
    std::istringstream x(a), y(b);
    std::string symbol;
    double r[6], q[6];
    x >> symbol >> r[0] >> r[1] >> r[2] >> r[3] >> r[4] >> r[5];
    y >> symbol >> q[0] >> q[1] >> q[2] >> q[3] >> q[4] >> q[5];
    for (int c = 0; c < 3; ++c) {
      moved = std::max(moved, std::min(std::abs(r[c] - q[c]), 1.0));
      EXPECT_NEAR(r[3 + c], q[3 + c], 1e-6);  // 1e-9 fs of acceleration
    }
  }
  EXPECT_GT(moved, 0.05);
}

const std::string long_deck =
    "potential tersoff-carbon\nvelocity 3000 seed 2\nensemble nvt_bdp 3000 3000 20\ndump_thermo 5\nrun 10\n"
    "minimize cg 1e-4 1000 full dump 5 relax.xyz\nfix 0 0\nminimize lbfgs 1e-4 100\n"
    "ensemble nvt_nhc 300 300 20\ndump_thermo 1\ndump_restart 10\nrun 20\n";
const std::vector<std::string> long_files{"thermo.out", "relax.xyz", "restart.xyz", "nacre.checkpoint"};

TEST(Minimize, CutAndResumedDecksGiveTheSameBytes) {
  const Workspace whole;
  const Outcome o = run(whole, long_deck);
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(count_of(o.out, "converged after"), 2) << o.out;
  for (const int step : {4, 10, 11, 25}) {
    const Workspace cut;
    EXPECT_EQ(run(cut, long_deck, "--stop-after " + std::to_string(step)).code, 130);
    const Outcome rest = cut.nacre("run --threads 2 --resume");
    ASSERT_EQ(rest.code, 0) << rest.err;
    // What is finished is not repeated.
    EXPECT_EQ(count_of(rest.out, "converged after"), step <= 10 ? 2 : 0) << step << rest.out;
    gpu::expect_same_bytes(cut, whole, long_files, "cut at step " + std::to_string(step));
  }
}

class Interrupted : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Minimize, Interrupted,
                         testing::Values("", "velocity 3000 seed 2\nensemble nve\nrun 10\nchange_box 0.2\n"));

TEST_P(Interrupted, BeginsAgain) {
  // As the first thing a deck does, and after what changes the atoms at once.
  const std::string before = GetParam();
  const std::string deck = "potential tersoff-carbon\n" + before + "minimize fire -1 100000000 dump 1 relax.xyz\n";
  const Workspace w;
  w.write("model.xyz", rattled());
  w.write("run.in", deck);
  Background running(w, binary(), {"run", "--threads", "1"});
  EXPECT_EQ(running.stop(SIGINT, [&] { return size_of(w.path("relax.xyz")) >= 50000; }), 130) << w.read("log");
  const std::string first = w.read("relax.xyz");
  Background again(w, binary(), {"run", "--threads", "1", "--resume"});
  // The frames of the first attempt are cut off before the word appears.
  const auto begun = [&] {
    return w.read("log").find("resumed at") != std::string::npos && size_of(w.path("relax.xyz")) >= 50000;
  };
  EXPECT_EQ(again.stop(SIGTERM, begun), 130) << w.read("log");
  const std::string second = w.read("relax.xyz");
  const std::size_t both = std::min(first.size(), second.size());
  EXPECT_TRUE(first.substr(0, both) == second.substr(0, both)) << "frames of the first attempt were left";
}

TEST(Minimize, WrongInputIsNamed) {
  const Workspace w;
  w.write("model.xyz", diamond(1, 3.567, "F F F"));
  w.write("run.in",
          "potential tersoff-carbon\nminimize cg 1e-3 10 full\nminimize cg 1e-3 10 dump 1 no/a.xyz\nfix 0 9\n");
  const Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("run.in:2: a cell that is open everywhere cannot be relaxed")) << o.err;
  EXPECT_TRUE(o.says("run.in:3: ") && o.says("folder of this file does not exist")) << o.err;
  EXPECT_TRUE(o.says("run.in:4: ") && o.says("no such group")) << o.err;
}

TEST(Minimize, AtomsOnTopOfEachOtherAreNamed) {
  const Workspace w;
  w.write("Ar.lj", "lj 1 Ar\n0.01 3.4 8.5\n");
  const Outcome o = run(w, "potential Ar.lj\nminimize cg 1e-3 10\n", "",
                        "3\npbc=\"T T T\" Lattice=\"20 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3\n"
                        "Ar 1 1 1\nAr 5 5 5\nAr 5 5 5\n");
  EXPECT_EQ(o.code, 1) << o.out;
  EXPECT_TRUE(o.says("atom 1 (Ar") && o.says("not finite") && o.says("atom 2")) << o.err;
}

TEST(MinimizeGpu, AgreesWithTheCpuAndGoesOn) {
  NACRE_NEEDS_GPU();
  const std::string deck =
      "potential tersoff-carbon\nvelocity 300 seed 3\nfix 0 0\nminimize lbfgs 1e-6 200 dump 1000 relax.xyz\n"
      "ensemble nve\ndump_thermo 1\nrun 5\n";
  const Workspace cpu, cuda, cut;
  for (const Workspace* w : {&cpu, &cuda, &cut}) gpu::prepare(*w, deck, rattled());
  ASSERT_EQ(cpu.nacre_gpu("run --device cpu").code, 0);
  const Outcome o = cuda.nacre_gpu("run --device cuda --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(cuda.read("s.yaml"))["minimizations"][0]["end"].as<std::string>(), "converged");
  const auto a = table(cpu.read("thermo.out")), b = table(cuda.read("thermo.out"));
  ASSERT_EQ(a.size(), 5u);
  ASSERT_EQ(b.size(), 5u);
  for (int row = 0; row < 5; ++row) {
    EXPECT_NEAR(b[row][2], a[row][2], 1e-7) << row;  // both converged to 1e-6 eV/A
    EXPECT_NEAR(b[row][0], a[row][0], 1e-4) << row;
  }
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --stop-after 3").code, 130);
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --resume").code, 0);
  gpu::expect_same_bytes(cut, cuda, {"thermo.out", "relax.xyz", "nacre.checkpoint"}, "cut after the minimisation");
}

}  // namespace

}  // namespace minimize_test
