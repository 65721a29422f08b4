// compute_rdf, compute_adf, compute_msd, compute_sdc of run.in: the numbers are those of nacre analyze over the same
// frames and those of physics. compute, compute_dos, compute_hac, compute_viscosity: those of slow sums over the frames,
// and of physics. Cut and resumed runs, threads and devices leave the same bytes.
#include <array>
#include <functional>
#include <numbers>

#include "gpu_decks.h"
#include "reference/motion.h"

namespace compute_test {

namespace {

using namespace program;

const std::vector<std::string> result_files{"msd.out",       "sdc.out",        "rdf.out",        "adf.out",
                                            "msd_step6.out", "msd_step12.out", "msd_step18.out", "nacre.checkpoint"};
/// What holds virials, or what is left of them without their mean.
const std::vector<std::string> flux_files{"compute.out", "dos.out", "mvac.out", "hac.out", "viscosity.out"};

/// Two runs with other windows, groups and samples; pressure control in the second.
std::string deck(const std::string& ensemble) {
  return "potential tersoff-carbon\nvelocity 6000 seed 11\nensemble nvt_ber 6000 5000 20\n"
         "compute_msd 2 5 group 0 1 save_every 6\ncompute_sdc 1 8\ncompute_rdf 5 50 3\ncompute_adf 5 30 0 1.9\n"
         "compute 0 2 3 temperature potential force virial jp jk momentum\ncompute_dos 1 8 500 group 0 1\n"
         "compute_hac 2 6 2\ncompute_viscosity 1 6\nrun 21\n"
         "ensemble " +
         ensemble +
         "\ncompute_msd 3 6 all_groups 0\ncompute_sdc 2 7 group 0 0\ncompute_rdf 4 40 4 atom 0 0\n"
         "compute_adf 10 20 0 0 0 0 1.9 0 2.2\ncompute 0 5 2 jp momentum\ncompute_dos 2 9 400 num_dos_points 20\n"
         "compute_hac 5 4 1\ncompute_viscosity 3 8\nrun 30\n";
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
    gpu::expect_same_bytes(cut, whole, flux_files, "cut at step " + std::to_string(step));
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
  // Products of fluctuations of the pressure, which are some per cent of it: the virial's floats (6e-8) are a hundred times
  // larger in them.
  constexpr double agree_fluctuation = 1e-4;
  gpu::expect_close_files(whole, cpu, flux_files, agree_fluctuation, "GPU against CPU");
  const Workspace cut;
  prepare(cut, run_in);
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --stop-after 10").code, 130);
  ASSERT_EQ(cut.nacre_gpu("run --device cuda --resume --stop-after 20").code, 130);
  const Outcome end = cut.nacre_gpu("run --device cuda --resume");
  ASSERT_EQ(end.code, 0) << end.err;
  gpu::expect_same_bytes(cut, whole, result_files, "cut twice");
  gpu::expect_same_bytes(cut, whole, flux_files, "cut twice");
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
          "compute_msd 1 5 save_every 2\ncompute_msd 1 6 save_every 2\nrun 30\n"
          "compute 1 1 1 force\ncompute_dos 10 3 400\ncompute_hac 3 11 1\ncompute_viscosity 31 1\n"
          "compute 0 1 1 force\ncompute 0 1 1 jp\nrun 30\n");
  const Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  for (const char* part :
       {"run.in:4: ", "run.in:5: ", "steps of equal length",
        "run.in:8: compute_msd: more lags than the run has samples", "1 .. 10", "run.in:9: compute_sdc: no such group",
        "run.in:10: compute_msd: model.xyz has no such grouping method",
        "run.in:11: compute_rdf: the potential has no such element",
        "run.in:12: compute_adf: the potential has no such element", "'3'", "run.in:14: save_every",
        "run.in:16: compute: model.xyz has no such grouping method", "run.in:17: omega_max", "314.159 rad/ps",
        "run.in:18: compute_hac: more lags", "run.in:19: compute_viscosity: more lags", "run.in:21: compute"})
    EXPECT_TRUE(o.says(part)) << part << "\n" << o.out << o.err;
}

constexpr double fs_per_time = 10.180505710759414, boltzmann = 8.617333262e-5;  // eV/K

/// A frame of dump_xyz with "velocity force potential virial group_labels": what the sums are made of. Internal units.
struct AtomRow {
  std::array<double, 3> position, velocity, force;
  double energy;
  std::array<double, 9> virial;
  int group;
};
using Rows = std::vector<AtomRow>;

std::vector<Rows> frames_of(const std::string& text) {
  std::vector<Rows> frames;
  std::istringstream in(text);
  for (std::size_t atoms = 0; in >> atoms;) {
    std::string line, species;
    std::getline(in, line), std::getline(in, line);
    frames.emplace_back(atoms);
    for (AtomRow& a : frames.back()) {
      in >> species;
      for (double& x : a.position) in >> x;
      for (double& x : a.velocity) in >> x, x *= fs_per_time;
      for (double& x : a.force) in >> x;
      in >> a.energy;
      for (double& x : a.virial) in >> x;
      in >> a.group;
    }
  }
  return frames;
}

constexpr double argon_mass = 39.95;
const char* const argon = "lj 1 Ar\n0.0103408 3.4 8.5\n";

/// Argon on the points of a tilted lattice, two groups by turns.
std::string tilted_argon() {
  std::ostringstream s;
  s << "64\nLattice=\"16 0 0 4 16 0 2 3 16\" Properties=species:S:1:pos:R:3:mass:R:1:group:I:1\n";
  for (int i = 0; i < 64; ++i) {
    const double a = i % 4 / 4.0, b = i / 4 % 4 / 4.0, c = i / 16 / 4.0;
    s << "Ar " << 16 * a + 4 * b + 2 * c + 0.1 * (i % 3) << " " << 16 * b + 3 * c << " " << 16 * c << " " << argon_mass
      << " " << i % 2 << "\n";
  }
  return s.str();
}
constexpr double tilted_volume = 16 * 16 * 16;

/// A run of which every other step is a sample, and the frames of the samples.
class Fluxes : public testing::Test {
 protected:
  static constexpr std::size_t lags = 12;
  static constexpr double spacing = 0.008;  ///< ps
  /// Ten digits are written.
  static constexpr double written = 2e-9;

  void SetUp() override {
    prepare(w,
            "potential Ar.lj\nvelocity 90 seed 3\ntime_step 4\nensemble nve\ndump_thermo 2\n"
            "dump_xyz 2 f.xyz velocity force potential virial group_labels precision double\ncompute_hac 2 12 1\n"
            "compute_viscosity 2 12\ncompute 0 2 1 temperature potential force virial jp jk momentum\nrun 80\n",
            tilted_argon());
    w.write("Ar.lj", argon);
    const Outcome o = w.nacre("run");
    ASSERT_EQ(o.code, 0) << o.err;
    frames = frames_of(w.read("f.xyz"));
    ASSERT_EQ(frames.size(), 40u);
    for (const auto& row : table(w.read("thermo.out"))) temperature += row[0] / 40;
  }
  /// sum over the atoms of each frame.
  std::vector<double> series(const std::function<double(const AtomRow&)>& of) const {
    std::vector<double> all;
    for (const Rows& rows : frames) {
      all.push_back(0);
      for (const AtomRow& a : rows) all.back() += of(a);
    }
    return all;
  }
  static void expect_column(const std::vector<std::vector<double>>& rows, std::size_t column,
                            const std::vector<double>& expected, const std::string& what) {
    ASSERT_EQ(rows.size(), expected.size());
    double largest = 0;
    for (const double x : expected) largest = std::max(largest, std::abs(x));
    EXPECT_GT(largest, 0) << what;
    for (std::size_t m = 0; m < expected.size(); ++m)
      EXPECT_NEAR(rows[m].at(column), expected[m], written * largest) << what << ", row " << m;
  }
  Workspace w;
  std::vector<Rows> frames;
  double temperature = 0;  ///< K, mean
};

// Pairs halve their energy, so the virial by the atom that is pushed is that of the atom that owns it: the frames have it.
TEST_F(Fluxes, HeatCurrentIsThatOfTheFrames) {
  const auto carried = [&](int a, int from, int to) {
    return series([=](const AtomRow& r) {
      double sum = 0;
      for (int b = from; b < to; ++b) sum += r.virial[3 * a + b] * r.velocity[b];
      return sum;
    });
  };
  // SI: eV A/time = 1.602e-19 J 1e-10 m / 1.018e-14 s.
  const double watt_metre = 1.602176634e-19 * 1e-10 / (fs_per_time * 1e-15);
  const double factor =
      watt_metre * watt_metre / (1.380649e-23 * temperature * temperature * tilted_volume * 1e-30) * 1e-12;
  const auto rows = table(w.read("hac.out"));
  ASSERT_EQ(rows.size(), lags);
  EXPECT_NEAR(rows[5][0], 5 * spacing, 1e-12);
  for (const auto& [column, a, from, to] :
       {std::array{1, 0, 0, 2}, {2, 0, 2, 3}, {3, 1, 0, 2}, {4, 1, 2, 3}, {5, 2, 0, 3}}) {
    const std::vector<double> part = carried(a, from, to), all = carried(a, 0, 3);
    const auto one = reference::correlation(part, all, lags), other = reference::correlation(all, part, lags);
    std::vector<double> mean(lags);
    for (std::size_t m = 0; m < lags; ++m) mean[m] = (one[m] + other[m]) / 2;
    expect_column(rows, column, mean, "HAC " + std::to_string(column));
    std::vector<double> conductivity = reference::trapezoids(mean, spacing);
    for (double& x : conductivity) x *= factor;
    expect_column(rows, column + 5, conductivity, "kappa " + std::to_string(column));
  }
}

TEST_F(Fluxes, ViscosityIsThatOfTheFrames) {
  const auto stress = [&](int a, int b) {
    std::vector<double> s =
        series([=](const AtomRow& r) { return argon_mass * r.velocity[a] * r.velocity[b] + r.virial[3 * a + b]; });
    if (a != b) return s;
    const double first = s[0];
    for (double& x : s) x -= first;
    return s;
  };
  // eV^2 ps / (eV A^3) in Pa s.
  const double factor = 1.602176634e-19 * 1e-12 / 1e-30 / (boltzmann * temperature * tilted_volume);
  const auto rows = table(w.read("viscosity.out"));
  int column = 0;
  for (const auto& [a, b] : {std::pair{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}, {1, 0}, {2, 0}, {2, 1}}) {
    ++column;
    const std::vector<double> s = stress(a, b);
    double mean = 0;
    for (const double x : s) mean += x / 40;
    auto c = reference::correlation(s, s, lags);
    if (a == b)
      for (double& x : c) x -= mean * mean;
    expect_column(rows, column, c, "SACF " + std::to_string(column));
    std::vector<double> eta = reference::trapezoids(c, spacing);
    for (double& x : eta) x *= factor;
    expect_column(rows, column + 9, eta, "eta " + std::to_string(column));
  }
}

TEST_F(Fluxes, SumsOfGroupsAreThoseOfTheFrames) {
  const auto rows = table(w.read("compute.out"));
  ASSERT_EQ(rows.size(), 40u);
  ASSERT_EQ(rows[0].size(), 2u + 2 + 5 * 6 + 2);
  std::size_t column = 0;
  const auto expect_groups = [&](const std::string& what, const std::function<double(const AtomRow&)>& of) {
    for (int g = 0; g < 2; ++g)
      expect_column(rows, column++, series([&](const AtomRow& r) { return r.group == g ? of(r) : 0; }), what);
  };
  const auto twice_kinetic = [](const AtomRow& r) {
    double sum = 0;
    for (const double v : r.velocity) sum += argon_mass * v * v;
    return sum;
  };
  const auto expect_vectors = [&](const std::string& what, const std::function<double(const AtomRow&, int)>& of) {
    for (int k = 0; k < 3; ++k) expect_groups(what, [&](const AtomRow& r) { return of(r, k); });
  };
  expect_groups("temperature", [&](const AtomRow& r) { return twice_kinetic(r) / (3 * 32 * boltzmann); });
  expect_groups("potential", [](const AtomRow& r) { return r.energy; });
  expect_vectors("force", [](const AtomRow& r, int k) { return r.force[k]; });
  expect_vectors("virial", [](const AtomRow& r, int k) { return r.virial[4 * k]; });
  expect_vectors("jp", [](const AtomRow& r, int k) {
    return r.virial[3 * k] * r.velocity[0] + r.virial[3 * k + 1] * r.velocity[1] + r.virial[3 * k + 2] * r.velocity[2];
  });
  expect_vectors("jk", [&](const AtomRow& r, int k) { return (r.energy + twice_kinetic(r) / 2) * r.velocity[k]; });
  expect_vectors("momentum", [](const AtomRow& r, int k) { return argon_mass * r.velocity[k]; });
  for (const auto& row : rows) EXPECT_TRUE(row[column] == 0 && row[column + 1] == 0) << "thermostats of heat baths";
}

// Of a cluster, sum r_i E_i changes by the current. The virial of another atom, or another sign, would not do.
TEST(Compute, HeatCurrentMovesTheEnergyOfACluster) {
  const Workspace w;
  prepare(w,
          "potential tersoff-carbon\nvelocity 3000 seed 4\ntime_step 0.01\nensemble nve\ncompute 0 1 1 jp jk\n"
          "dump_xyz 1 f.xyz velocity force potential virial group_labels precision double\nrun 40\n",
          diamond(1, 3.5, "F F F"));
  const Outcome o = w.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  constexpr double mass = 12.011, dt = 0.01 / fs_per_time;
  std::vector<std::array<double, 3>> moment;
  for (const Rows& rows : frames_of(w.read("f.xyz"))) {
    moment.emplace_back();
    for (const AtomRow& r : rows) {
      double energy = r.energy;
      for (const double v : r.velocity) energy += mass / 2 * v * v;
      for (int k = 0; k < 3; ++k) moment.back()[k] += energy * r.position[k];
    }
  }
  const auto rows = table(w.read("compute.out"));
  ASSERT_EQ(rows.size(), 40u);
  ASSERT_EQ(moment.size(), 40u);
  // The central difference is off by a sixth of (omega dt)^2: vibrations of 25 fs make 1e-6 of currents of some eV A/time.
  constexpr double tolerance = 5e-5;
  double largest = 0;
  for (std::size_t t = 1; t + 1 < rows.size(); ++t)
    for (int k = 0; k < 3; ++k) {
      EXPECT_NEAR(rows[t][k] + rows[t][3 + k], (moment[t + 1][k] - moment[t - 1][k]) / (2 * dt), tolerance)
          << t << " " << k;
      largest = std::max(largest, std::abs(rows[t][k]));
    }
  EXPECT_GT(largest, 0.1) << "nothing is compared";
}

// Eight atoms of a close-packed crystal with forces between nearest neighbours: the wave vectors are 0, three X, four L, and
// K = phi'' gives omega^2 = K/m {8, 4, 4} at X, {8, 2, 2} at L, 0 at 0 (Born, Huang, Dynamical Theory of Crystal Lattices).
TEST(Compute, DensityOfStatesOfAHarmonicCrystal) {
  constexpr double epsilon = 0.0103408, sigma = 3.4;
  const double r0 = std::pow(2.0, 1.0 / 6) * sigma, a = r0 * std::sqrt(2.0);
  std::ostringstream model;
  model.precision(17);
  model << "8\nLattice=\"0 " << a << " " << a << " " << a << " 0 " << a << " " << a << " " << a
        << " 0\" Properties=species:S:1:pos:R:3:mass:R:1:group:I:1\n";
  for (int i = 0; i < 8; ++i) {
    const double x = i % 2 * a / 2, y = i / 2 % 2 * a / 2, z = i / 4 * a / 2;
    model << "Ar " << y + z << " " << x + z << " " << x + y << " " << argon_mass << " " << (i < 3 ? 0 : 1) << "\n";
  }
  const Workspace w;
  const std::string begin =
      "potential near.lj\nvelocity 0.01 seed 8\ntime_step 10\nensemble nve\ncompute_dos 1 2000 314 ";
  w.write("near.lj", "lj 1 Ar\n" + std::to_string(epsilon) + " 3.4 4.5\n");
  const auto states = [&](const std::string& rest) {
    prepare(w, begin + rest + "\nrun 8000\n", model.str());
    const Outcome o = w.nacre("run");
    EXPECT_EQ(o.code, 0) << o.err;
    return table(w.read("dos.out"));
  };
  const auto rows = states("num_dos_points 3140");
  ASSERT_EQ(rows.size(), 3140u);
  const double stiffness = 72 * std::stod(std::to_string(epsilon)) / (std::cbrt(2.0) * sigma * sigma);
  const double unit = std::sqrt(stiffness / argon_mass) / fs_per_time * 1e3;  // rad/ps
  constexpr double resolution = 2 * std::numbers::pi / 20;                    // of 20 ps; the window of Hann doubles it
  double whole = 0, near = 0;
  for (const auto& row : rows) {
    const double here = (row[1] + row[2] + row[3]) * 0.1;
    whole += here;
    for (const double square : {2, 4, 8})
      if (std::abs(row[0] - unit * std::sqrt(square)) < 2 * resolution) near += here;
  }
  // Rectangles to pi / 10 fs leave out half a point at either end.
  EXPECT_NEAR(whole, 24, 1e-3 * 24);
  EXPECT_GT(near, 0.99 * 24) << "states beside the three frequencies";
  for (const double square : {2, 4, 8}) {
    const double known = unit * std::sqrt(square);
    const auto top = std::max_element(rows.begin(), rows.end(), [&](const auto& l, const auto& r) {
      const auto height = [&](const auto& row) {
        return std::abs(row[0] - known) < 4 * resolution ? row[1] + row[2] + row[3] : 0;
      };
      return height(l) < height(r);
    });
    EXPECT_NEAR((*top)[0], known, resolution / 2 + 0.1) << "peak of " << square << " K/m";
  }
  fs::remove(w.path("dos.out")), fs::remove(w.path("mvac.out"));
  double of_group = 0;
  for (const auto& row : states("group 0 0 num_dos_points 3140")) of_group += (row[1] + row[2] + row[3]) * 0.1;
  EXPECT_NEAR(of_group, 9, 1e-3 * 9) << "three atoms";
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
