// compute_rdf, compute_adf, compute_msd, compute_sdc of run.in: the numbers are those of nacre analyze over the same
// frames and those of physics; cut and resumed runs, threads and devices leave the same bytes.
#include "gpu_decks.h"

namespace compute_test {

namespace {

using namespace program;

const std::vector<std::string> result_files{"msd.out",       "sdc.out",        "rdf.out",        "adf.out",
                                            "msd_step6.out", "msd_step12.out", "msd_step18.out", "nacre.checkpoint"};

/// Two runs with other windows, groups and samples; pressure control in the second.
std::string deck(const std::string& ensemble) {
  return "potential tersoff-carbon\nvelocity 6000 seed 11\nensemble nvt_ber 6000 5000 20\n"
         "compute_msd 2 5 group 0 1 save_every 6\ncompute_sdc 1 8\ncompute_rdf 5 50 3\ncompute_adf 5 30 0 1.9\nrun 21\n"
         "ensemble " +
         ensemble +
         "\ncompute_msd 3 6 all_groups 0\ncompute_sdc 2 7 group 0 0\ncompute_rdf 4 40 4 atom 0 0\n"
         "compute_adf 10 20 0 0 0 0 1.9 0 2.2\nrun 30\n";
}

void prepare(const Workspace& w, const std::string& run_in, const std::string& model = diamond(2)) {
  w.write("model.xyz", model);
  w.write("run.in", run_in);
}

TEST(Compute, CutAnywhereGivesTheSameBytes) {
  const std::string run_in = deck("npt_scr 5000 3000 20 5 400 50");
  const Workspace whole;
  prepare(whole, run_in);
  const Outcome uncut = whole.nacre("run --threads 1");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  for (const int step : {1, 7, 20, 21, 30, 50}) {
    const Workspace cut;
    prepare(cut, run_in);
    ASSERT_EQ(cut.nacre("run --threads 2 --stop-after " + std::to_string(step)).code, 130);
    const Outcome second = cut.nacre("run --threads 2 --resume --checkpoint-interval 4");
    ASSERT_EQ(second.code, 0) << second.err;
    gpu::expect_same_bytes(cut, whole, result_files, "cut at step " + std::to_string(step));
  }
}

TEST(ComputeGpu, BothDevicesAgreeAndResume) {
  NACRE_NEEDS_GPU();
  const std::string run_in = deck("nvt_nhc 5000 3000 20");
  const std::vector<std::string> files(result_files.begin(), result_files.end() - 1);
  const Workspace cpu, whole;
  for (const Workspace* w : {&cpu, &whole}) prepare(*w, run_in);
  ASSERT_EQ(cpu.nacre_gpu("run --device cpu").code, 0);
  const Outcome uncut = whole.nacre_gpu("run --device cuda");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  gpu::expect_close_files(whole, cpu, files, gpu::agree, "GPU against CPU");
  const Workspace cut;
  prepare(cut, run_in);
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --stop-after 10").code, 130);
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --resume --stop-after 20").code, 130);
  const Outcome end = cut.nacre_gpu("run --device cuda --resume");
  ASSERT_EQ(end.code, 0) << end.err;
  gpu::expect_same_bytes(cut, whole, result_files, "cut twice");
}

/// Rows of numbers of a comma-separated table.
std::vector<std::vector<double>> csv(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  auto rows = table(text);
  rows.erase(rows.begin());  // the names
  return rows;
}

class ComputeAgainstAnalyze : public testing::Test {
 protected:
  void SetUp() override { run("nve"); }
  void run(const std::string& ensemble) {
    prepare(w, "potential tersoff-carbon\nvelocity 6000 seed 3\nensemble " + ensemble + "\n" +
                   "dump_xyz 3 exact.xyz velocity unwrapped_position precision double\ndump_exyz 3 1\n"
                   "compute_msd 3 10\ncompute_sdc 3 10\ncompute_rdf 5 50 3\ncompute_adf 3 30 0 1.9\nrun 60\n");
    const Outcome o = w.nacre("run");
    ASSERT_EQ(o.code, 0) << o.err;
  }
  /// Columns of a row of `a` from `first_a` on are those of `b` from `first_b` on.
  static void expect_columns(const std::vector<std::vector<double>>& a, std::size_t first_a,
                             const std::vector<std::vector<double>>& b, std::size_t first_b, std::size_t count,
                             double tolerance) {
    ASSERT_EQ(a.size(), b.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t k = 0; k < count; ++k) {
        EXPECT_NEAR(a[i].at(first_a + k), b[i].at(first_b + k), tolerance) << "row " << i << " column " << k;
        largest = std::max(largest, std::abs(b[i].at(first_b + k)));
      }
    EXPECT_GT(largest, 1e3 * tolerance) << "nothing is compared";
  }
  Workspace w;
};

TEST_F(ComputeAgainstAnalyze, MeanSquaredDisplacement) {
  const std::string window = " --max-time 0.027 --fit-from 0.003 --fit-to 0.015 --summary s.yaml";
  const Outcome o = w.nacre("analyze msd exact.xyz --output msd.csv --vacf vacf.csv" + window);
  ASSERT_EQ(o.code, 0) << o.err;
  const auto msd = csv(w.read("msd.csv")), out = table(w.read("msd.out"));
  ASSERT_EQ(out.size(), 10u);
  expect_columns(out, 0, msd, 0, 4, 1e-8);
  EXPECT_NEAR(out[4][4], (out[4][1] - out[3][1]) / 2 / 0.003, 1e-6) << "D is half the slope";
  EXPECT_EQ(count_of(w.read("msd.out"), "#"), 8);
  EXPECT_EQ(count_of(w.read("msd.out"), "# compute_msd 3 10\n"), 1);
  EXPECT_EQ(count_of(w.read("msd.out"), "# dt_output 0.003 ps\n"), 1);
  // Positions with nine digits, inside the cell.
  ASSERT_EQ(w.nacre("analyze msd dump.xyz --output wrapped.csv" + window).code, 0);
  expect_columns(csv(w.read("wrapped.csv")), 0, msd, 0, 5, 1e-6);
  // The same from a trajectory that tells no time.
  std::string text = w.read("exact.xyz");
  for (std::size_t at = text.find("Time="); at != std::string::npos; at = text.find("Time=", at))
    text.replace(at, 5, "No=");
  w.write("timeless.xyz", text);
  const Outcome refused = w.nacre("analyze msd timeless.xyz");
  EXPECT_EQ(refused.code, 2);
  EXPECT_TRUE(refused.says("does not say its time") && refused.says("--time-step")) << refused.err;
  ASSERT_EQ(w.nacre("analyze msd timeless.xyz --time-step 3 --output told.csv" + window).code, 0);
  expect_columns(csv(w.read("told.csv")), 0, msd, 0, 5, 1e-8);
}

TEST_F(ComputeAgainstAnalyze, CellsThatChange) {
  for (const char* file : {"msd.out", "sdc.out", "rdf.out", "adf.out", "exact.xyz", "dump.xyz"})
    fs::remove(w.path(file));
  run("npt_scr 6000 6000 20 40 400 50");
  ASSERT_EQ(w.nacre("analyze msd exact.xyz --output msd.csv --max-time 0.027 --fit-from 0.003 --fit-to 0.015").code, 0);
  EXPECT_EQ(count_of(w.read("msd.csv"), "the cell changes"), 1);
  expect_columns(table(w.read("msd.out")), 0, csv(w.read("msd.csv")), 0, 4, 1e-8);
}

TEST_F(ComputeAgainstAnalyze, VelocityAutocorrelation) {
  ASSERT_EQ(w.nacre("analyze msd exact.xyz --vacf vacf.csv --max-time 0.027 --fit-from 0.003 --fit-to 0.015").code, 0);
  const auto vacf = csv(w.read("vacf.csv")), out = table(w.read("sdc.out"));
  ASSERT_EQ(out.size(), 10u);
  const double scale = vacf[0][1];
  expect_columns(out, 0, vacf, 0, 4, 1e-8 * scale);
  for (std::size_t m = 0; m < 10; ++m)
    EXPECT_NEAR((out[m][4] + out[m][5] + out[m][6]) / 3, vacf[m][5], 1e-8 * scale) << "D(t)";
}

TEST_F(ComputeAgainstAnalyze, RadialAndAngularDistributions) {
  ASSERT_EQ(w.nacre("analyze rdf exact.xyz --rmax 5 --bins 50 --output rdf.csv").code, 0);
  const auto rdf = csv(w.read("rdf.csv"));
  EXPECT_EQ(w.read("rdf.out").rfind("#radius total C-C\n", 0), 0u);
  const auto out = table(w.read("rdf.out"));
  expect_columns(out, 0, rdf, 0, 2, 5.1e-6);  // five decimals
  expect_columns(out, 2, rdf, 4, 1, 5.1e-6);
  ASSERT_EQ(w.nacre("analyze adf exact.xyz --frames last --cutoff C-C=1.9 --bins 30 --output adf.csv").code, 0);
  EXPECT_EQ(count_of(w.read("adf.out"), "#angles total step = "), 20);
  auto blocks = table(w.read("adf.out"));
  ASSERT_EQ(blocks.size(), 20u * 30);
  blocks.erase(blocks.begin(), blocks.end() - 30);
  expect_columns(blocks, 0, csv(w.read("adf.csv")), 0, 2, 1e-7);
}

// Atoms that do not feel each other: D = kT tau / m, VAC = kT/m exp(-t / tau), tau = 20 steps.
TEST(Compute, FreeLangevinParticles) {
  const Workspace w;
  std::ostringstream model;
  model << "512\nLattice=\"40 0 0 0 40 0 0 0 40\" Properties=species:S:1:pos:R:3\n";
  for (int i = 0; i < 512; ++i) model << "C " << i % 8 * 5 << " " << i / 8 % 8 * 5 << " " << i / 64 * 5 << "\n";
  w.write("model.xyz", model.str());
  w.write("free.lj", "lj 1 C\n1e-14 0.3 0.6\n");
  w.write("run.in",
          "potential free.lj\nvelocity 300 seed 5\ntime_step 1\nensemble nvt_lan 300 300 20\n"
          "compute_sdc 2 100\ncompute_msd 10 40\nrun 1500\n");
  const Outcome o = w.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  constexpr double thermal = 8.617333262e-5 * 300 / 12.011 / (0.010180505710759414 * 0.010180505710759414);  // A^2/ps^2
  constexpr double tau = 0.02, d = thermal * tau;
  const auto sdc = table(w.read("sdc.out")), msd = table(w.read("msd.out"));
  ASSERT_EQ(sdc.size(), 100u);
  ASSERT_EQ(msd.size(), 40u);
  // 512 atoms, 3 components, 1.5 ps: independent stretches of 10 fs for the VAC; for D, windows as long as the lag.
  const double error = thermal * std::sqrt(2 / (512 * 3 * 150.0));
  for (int m = 0; m < 100; m += 9)
    EXPECT_NEAR((sdc[m][1] + sdc[m][2] + sdc[m][3]) / 3, thermal * std::exp(-sdc[m][0] / tau), 5 * error) << m;
  const double share = std::sqrt(2 * 0.2 / (1.5 * 512 * 3));
  EXPECT_NEAR((sdc[99][4] + sdc[99][5] + sdc[99][6]) / 3, d, 5 * share * d);
  // (MSD_x + MSD_y + MSD_z) = 6 D (t - tau (1 - exp(-t / tau)))
  const double t = msd[39][0], expected = 6 * d * (t - tau * (1 - std::exp(-t / tau)));
  EXPECT_NEAR(t, 0.39, 1e-12);
  EXPECT_NEAR(msd[39][1] + msd[39][2] + msd[39][3], expected, 5 * std::sqrt(2 * 0.39 / (1.5 * 512 * 3)) * expected);
}

TEST(Compute, WhatDoesNotFitTheRunIsListed) {
  const Workspace w;
  prepare(w,
          "potential tersoff-carbon\ntime_step 1 0.1\nensemble nve\ncompute_msd 3 11\ncompute_sdc 3 11\nrun 30\n"
          "ensemble nve\ncompute_msd 3 11\ncompute_sdc 1 5 group 0 2\ncompute_msd 1 5 all_groups 1\n"
          "compute_rdf 5 50 3 atom 0 1\ncompute_adf 1 10 0 0 3 0 1 0 1\n"
          "compute_msd 1 5 save_every 2\ncompute_msd 1 6 save_every 2\nrun 30\n");
  const Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  for (const char* part :
       {"run.in:4: ", "run.in:5: ", "steps of equal length",
        "run.in:8: compute_msd: more lags than the run has samples", "1 .. 10", "run.in:9: compute_sdc: no such group",
        "run.in:10: compute_msd: model.xyz has no such grouping method",
        "run.in:11: compute_rdf: the potential has no such element",
        "run.in:12: compute_adf: the potential has no such element", "'3'", "run.in:14: save_every"})
    EXPECT_TRUE(o.says(part)) << part << "\n" << o.out << o.err;
}

TEST(AnalyzeMotion, FramesThatCannotBeFollowedAreNamed) {
  const Workspace w;
  const auto frame = [](double time, double x) {
    return "1\nTime=" + std::to_string(time) + " Lattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\nNa " +
           std::to_string(x) + " 0 0\n";
  };
  w.write("far.xyz", frame(0, 0) + frame(10, 1) + frame(20, 5.2));
  const Outcome far = w.nacre("analyze msd far.xyz");
  EXPECT_EQ(far.code, 2);
  EXPECT_TRUE(far.says("far.xyz:7") && far.says("atom 1 moved too far") && far.says("along a")) << far.err;
  w.write("uneven.xyz", frame(0, 0) + frame(10, 1) + frame(30, 2));
  const Outcome uneven = w.nacre("analyze msd uneven.xyz");
  EXPECT_EQ(uneven.code, 2);
  EXPECT_TRUE(uneven.says("uneven.xyz:7") && uneven.says("frame 3") && uneven.says("30 fs")) << uneven.err;
  w.write("one.xyz", frame(0, 0));
  EXPECT_TRUE(w.nacre("analyze msd one.xyz").says("at least two frames"));
  EXPECT_TRUE(w.nacre("analyze msd far.xyz --skip 3").says("no frame is left"));
}

}  // namespace

}  // namespace compute_test
