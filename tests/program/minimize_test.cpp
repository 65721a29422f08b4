// `minimize` in a deck: alone, before a run, with fixed atoms, cut and resumed, on both devices, and when it goes
// wrong.
#include <yaml-cpp/yaml.h>

#include "../needs_data.h"
#include "background.h"
#include "gpu_decks.h"
#include "reference/lennard_jones.h"
#include "reference/tersoff.h"

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

/// The structure of diamond(1, a), deformed: r -> r F.
reference::Structure diamond_cell(double a, const std::array<std::array<double, 3>, 3>& f) {
  reference::Structure s;
  s.periodic = {true, true, true};
  const auto deformed = [&](double x, double y, double z) {
    std::array<double, 3> r;
    for (int k = 0; k < 3; ++k) r[k] = x * f[0][k] + y * f[1][k] + z * f[2][k];
    return r;
  };
  s.cell = {deformed(a, 0, 0), deformed(0, a, 0), deformed(0, 0, a)};
  for (const double shift : {0.0, 0.25})
    for (const auto& [x, y, z] : {std::array{0.0, 0.0, 0.0}, {0.0, 0.5, 0.5}, {0.5, 0.0, 0.5}, {0.5, 0.5, 0.0}}) {
      s.species.push_back("C");
      s.position.push_back(deformed((x + shift) * a, (y + shift) * a, (z + shift) * a));
    }
  return s;
}

/// The lines after `potential`, on the 8 atoms of diamond.
std::vector<std::vector<double>> cells(const std::string& lines, const std::string& file, double a) {
  const Workspace w;
  const Outcome o = run(w, "potential tersoff-carbon\n" + lines, "", diamond(1, a));
  EXPECT_EQ(o.code, 0) << o.err;
  return table(w.read(file));
}

// Tersoff (1988), 10.1103/PhysRevLett.61.2879: 10.9, 1.2 and 6.4 Mbar; the last needs the atoms to move within the cell. xx
// does not, so that the slow energies of strained cells have its second derivative.
TEST(StrainedCells, ElasticConstantsOfDiamond) {
  constexpr double a = 3.5656, strain = 2e-3, gpa = 160.2176634;
  constexpr double published = 20;  // GPa: two digits of one set of parameters of the time
  const auto c = cells("compute_elastic 0.002\n", "elastic.out", a);
  ASSERT_EQ(c.size(), 6u);
  EXPECT_NEAR(c[0][0], 1090, published);
  EXPECT_NEAR(c[0][1], 120, published);
  EXPECT_NEAR(c[3][3], 640, published);
  const auto energy = [&](double e) {
    return reference::tersoff(diamond_cell(a, {{{1 + e, 0, 0}, {0, 1, 0}, {0, 0, 1}}})).energy;
  };
  const double slope = (energy(strain) - 2 * energy(0) + energy(-strain)) / (strain * strain) / (a * a * a) * gpa;
  EXPECT_NEAR(c[0][0], slope, 1e-3 * slope) << "fourth derivatives: strain^2, and a stress of 0.1 GPa";
  for (int i = 0; i < 6; ++i)
    for (int j = 0; j < 6; ++j) {
      EXPECT_EQ(c[i][j], c[j][i]);
      const double cubic = c[i < 3 ? 0 : 3][i < 3 ? (i == j ? 0 : 1) : (i == j ? 3 : 4)];
      EXPECT_NEAR(c[i][j], (i < 3) == (j < 3) ? cubic : 0, 0.01) << i << " " << j;
    }
}

// Springs K = phi'' between nearest neighbours of a close-packed crystal: C11 = 2 K / a, C12 = C44 = K / a. The cell is the
// primitive one, of one atom.
TEST(StrainedCells, ElasticConstantsOfSprings) {
  constexpr double sigma = 3.4, epsilon = 1, gpa = 160.2176634;
  const double a = std::sqrt(2.0) * std::pow(2.0, 1.0 / 6) * sigma, k = 72 * epsilon / (std::cbrt(2.0) * sigma * sigma);
  std::ostringstream model;
  model.precision(17);
  model << "1\nLattice=\"0 " << a / 2 << " " << a / 2 << " " << a / 2 << " 0 " << a / 2 << " " << a / 2 << " " << a / 2
        << " 0\" Properties=species:S:1:pos:R:3\nAr 0 0 0\n";
  const Workspace w;
  w.write("near.lj", "lj 1 Ar\n1 3.4 4.5\n");
  const Outcome o =
      run(w, "potential near.lj\ncompute_elastic 0.0005 cubic\ncompute_cohesive 0.99 1.01 2\n", "", model.str());
  ASSERT_EQ(o.code, 0) << o.err;
  const auto c = table(w.read("elastic.out"));
  ASSERT_EQ(c.size(), 6u);
  const double unit = k / a * gpa;
  EXPECT_NEAR(c[0][0], 2 * unit, 1e-3 * unit);
  EXPECT_NEAR(c[1][2], unit, 1e-3 * unit);
  EXPECT_NEAR(c[4][4], unit, 1e-3 * unit);
  EXPECT_NEAR(c[0][5], 0, 1e-3 * unit);
  // Along z alone, against slow sums.
  const auto rows = table(w.read("cohesive.out"));
  ASSERT_EQ(rows.size(), 21u);
  for (const auto& row : rows) {
    reference::Structure s;
    s.periodic = {true, true, true};
    const double h = a / 2, z = row[0] * h;
    s.cell = {{{0, h, z}, {h, 0, z}, {h, h, 0}}};
    s.species = {"Ar"}, s.position = {{0, 0, 0}};
    EXPECT_NEAR(row[1], reference::lennard_jones(s, epsilon, sigma, 4.5).energy, 1e-9) << row[0];
  }
}

TEST(StrainedCells, CohesiveEnergyOfScaledCells) {
  const auto rows = cells("compute_cohesive 0.95 1.1 7\n", "cohesive.out", 3.567);
  ASSERT_EQ(rows.size(), 7u) << "the older form: points";
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const double factor = 0.95 + 0.025 * static_cast<double>(k);
    EXPECT_NEAR(rows[k][0], factor, 1e-12);
    const auto s = diamond_cell(3.567, {{{factor, 0, 0}, {0, factor, 0}, {0, 0, factor}}});
    EXPECT_NEAR(rows[k][1], reference::tersoff(s).energy, 1e-7) << factor;
  }
  EXPECT_EQ(cells("compute_cohesive 0.99 1.01 6\n", "cohesive.out", 3.567).size(), 21u)
      << "a direction: steps of 0.001";
}

// GPUMD's own output for a published deck of 8,000 atoms.
TEST(StrainedCells, PublishedCarbon) {
  const fs::path nep = nacre_test::shared_folder() / "reference/nep/C_2022_NEP3/nep.txt";
  const fs::path published = nacre_test::shared_folder() / "reference/md-carbon";
  NACRE_NEEDS_DATA(nep);
  NACRE_NEEDS_DATA(published);
  const Workspace w;
  w.write("nep.txt", read_file(nep));
  const Outcome o =
      run(w, "potential nep.txt\ncompute_cohesive 0.98 1.03 51\ncompute_elastic 0.01 cubic\n", "", diamond(2, 3.53));
  ASSERT_EQ(o.code, 0) << o.err;
  const auto rows = table(w.read("cohesive.out")),
             theirs = table(read_file(published / "A_lattice_constant/cohesive.out"));
  ASSERT_EQ(rows.size(), theirs.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    EXPECT_NEAR(rows[k][0], theirs[k][0], 1e-9);
    EXPECT_NEAR(rows[k][1] / 64, theirs[k][1] / 8000, 2e-5) << "eV an atom; both in float";
  }
  const auto c = table(w.read("elastic.out"));
  EXPECT_NEAR(c[0][0], 1133.53, 0.01 * 1133.53);
  EXPECT_NEAR(c[0][1], 153.033, 0.01 * 153.033);
  EXPECT_NEAR(c[3][3], 604.509, 0.01 * 604.509);
}

TEST(StrainedCells, LeaveTheAtomsAlone) {
  const std::string end = "velocity 300 seed 2\nensemble nve\ndump_exyz 5 1 1 0\nrun 10\n";
  const Workspace with, without;
  const auto deck = [&](const std::string& lines) { return "potential tersoff-carbon\n" + lines + end; };
  const std::string lines = "compute_elastic 0.01\ncompute_cohesive 0.99 1.01 3\n";
  ASSERT_EQ(run(with, deck(lines)).code, 0);
  ASSERT_EQ(run(without, deck("")).code, 0);
  EXPECT_EQ(with.read("dump.xyz"), without.read("dump.xyz"));
  const Workspace cut;
  ASSERT_EQ(run(cut, deck(lines), "--stop-after 4").code, 130);
  const Outcome rest = cut.nacre("run --threads 1 --resume");
  ASSERT_EQ(rest.code, 0) << rest.err;
  gpu::expect_same_bytes(cut, with, {"dump.xyz", "elastic.out", "cohesive.out", "nacre.checkpoint"}, "cut in the run");
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
