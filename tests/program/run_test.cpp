// `nacre run`: files, formats, determinism, failures.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"

namespace run_test {

namespace {

using namespace program;

constexpr const char* start = "potential tersoff-carbon\nvelocity 1000 seed 3\n";

Outcome run(const Workspace& w, const std::string& rest, const std::string& options = "", int cells = 2) {
  w.write("model.xyz", diamond(cells));
  w.write("run.in", start + rest);
  return w.nacre("run " + options);
}

TEST(Run, ThermoHasItsHeaderAndColumns) {
  const Workspace w;
  const Outcome o =
      run(w, "time_step 0.5\nensemble nve\ndump_thermo 5\nrun 20\nensemble nve\ndump_thermo 10\nrun 20\n");
  ASSERT_EQ(o.code, 0) << o.err;
  const std::string text = w.read("thermo.out");
  EXPECT_EQ(text.rfind("# dump_thermo 5\n# format_version 1\n# num_atoms 64\n# dt_output 2.5 fs\n# columns ", 0), 0u);
  EXPECT_NE(text.find("# dump_thermo 10\n# format_version 1\n# num_atoms 64\n# dt_output 5 fs\n"), std::string::npos);
  EXPECT_EQ(count_of(text, "#"), 10);
  const auto rows = table(text);
  ASSERT_EQ(rows.size(), 6u);
  for (const auto& r : rows) {
    ASSERT_EQ(r.size(), 18u);
    // T and K are two words for one number: K = 3/2 (N - 1) k_B T. 1e-9: ten digits are written.
    EXPECT_NEAR(r[1], 1.5 * 63 * 8.617333262e-5 * r[0], 1e-9 * r[1]);
    EXPECT_EQ(r[9], 2 * 3.567);
    EXPECT_EQ(r[10], 0);
  }
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line[0] == '#' || line.size() == 18u * 20) << line;
}

TEST(Run, EnergyIsConserved) {
  const Workspace w;
  ASSERT_EQ(run(w, "time_step 0.25\nensemble nve\ndump_thermo 1\nrun 200\n").code, 0);
  const auto rows = table(w.read("thermo.out"));
  double low = 1e300, high = -1e300;
  for (const auto& r : rows) low = std::min(low, r[1] + r[2]), high = std::max(high, r[1] + r[2]);
  // Velocity Verlet leaves (w dt)^2/8 = 7e-4 of the energy in the fastest modes (w = 0.3/fs): 64 atoms hold 8 eV.
  EXPECT_LT(high - low, 7e-4 * 8.2 * 2);
}

TEST(Run, FramesAreWrittenAsAsked) {
  const Workspace w;
  const Outcome o = run(w,
                        "ensemble nve\ndump_xyz 10 all.xyz mass velocity force potential virial group_labels "
                        "unwrapped_position\ndump_xyz 0 0 5 part.xyz force\ndump_xyz -1 0 10 old.xyz velocity\n"
                        "dump_xyz 10 step*.xyz precision double\ndump_exyz 10 1 1 1 1\nrun 20\n");
  ASSERT_EQ(o.code, 0) << o.err;
  const std::string all = w.read("all.xyz");
  EXPECT_EQ(count_of(all,
                     "Properties=species:S:1:pos:R:3:mass:R:1:vel:R:3:forces:R:3:energy_atom:R:1:"
                     "unwrapped_position:R:3:virial:R:9:group:I:1\n"),
            2);
  EXPECT_EQ(count_of(all, "Time=10.00000000 energy=-"), 1);
  EXPECT_EQ(count_of(all, "\n"), 2 * 66);
  EXPECT_EQ(count_of(w.read("part.xyz"), "\n"), 4 * 10);  // group 0 has eight atoms
  EXPECT_EQ(count_of(w.read("part.xyz"), "Properties=species:S:1:pos:R:3:forces:R:3\n"), 4);
  EXPECT_EQ(count_of(w.read("old.xyz"), "Properties=species:S:1:pos:R:3:vel:R:3\n"), 2);
  for (const std::string step : {"10", "20"}) {
    EXPECT_EQ(count_of(w.read("step" + step + ".xyz"), "\n"), 66) << step;
    EXPECT_EQ(count_of(w.read("dump." + step + ".xyz"), ":vel:R:3:forces:R:3:energy_atom:R:1\n"), 1) << step;
  }
}

TEST(Run, OldDumpsHaveTheirFiles) {
  const Workspace w;
  const Outcome o = run(w,
                        "ensemble nve\ndump_position 10\ndump_velocity 10 group 0 0\ndump_force 20\ndump_restart 20\n"
                        "dump_xyz 20 check.xyz velocity force precision double\nrun 20\n");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(count_of(w.read("movie.xyz"), "Properties=species:S:1:pos:R:3\n"), 2);
  const auto velocity = table(w.read("velocity.out")), force = table(w.read("force.out"));
  ASSERT_EQ(velocity.size(), 16u);
  ASSERT_EQ(force.size(), 64u);
  // The same numbers stand in the frame of step 20: species x y z vx vy vz fx fy fz.
  std::istringstream frame(w.read("check.xyz"));
  std::string line;
  std::getline(frame, line), std::getline(frame, line);
  for (int i = 0; i < 64 && std::getline(frame, line); ++i) {
    std::istringstream words(line.substr(1));
    const std::vector<double> v{std::istream_iterator<double>(words), {}};
    ASSERT_EQ(v.size(), 9u);
    for (int k = 0; k < 3; ++k) {
      if (i < 8) {
        EXPECT_NEAR(velocity[8 + i][k], v[3 + k], 1e-8 * std::abs(v[3 + k]));  // nine digits
      }
      EXPECT_NEAR(force[i][k], v[6 + k], 1e-8 * std::abs(v[6 + k]));
    }
  }
  EXPECT_EQ(count_of(w.read("restart.xyz"), "Properties=species:S:1:pos:R:3:mass:R:1:vel:R:3:group:I:1\n"), 1);
}

TEST(Run, RestartFileGoesOnWhereTheRunStood) {
  const Workspace whole, first, second;
  const std::string tail = "ensemble nve\ndump_thermo 1\ndump_restart 10\nrun 10\n";
  ASSERT_EQ(run(whole, tail + tail).code, 0);
  ASSERT_EQ(run(first, tail).code, 0);
  second.write("model.xyz", first.read("restart.xyz"));
  second.write("run.in", std::string(start) + tail);
  const Outcome o = second.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("velocity: ignored")) << "model.xyz brings velocities";
  const auto a = table(whole.read("thermo.out")), b = table(second.read("thermo.out"));
  ASSERT_EQ(a.size(), 20u);
  ASSERT_EQ(b.size(), 10u);
  // Positions are the same bits, velocities to a rounding of the unit; the list is new, so forces differ in the order
  // of their sums: 1e-8 of numbers that change by 1e-2 from step to step.
  for (int i = 0; i < 10; ++i) EXPECT_NEAR(b[i][1], a[10 + i][1], 1e-8 * a[10 + i][1]) << i;
}

TEST(Run, SameBitsOnOneAndTwoThreadsAndAgain) {
  const std::string rest = "ensemble npt_scr 1000 1000 50 0 400 500\ndump_thermo 2\ndump_exyz 5 1 1 1\nrun 10\n";
  const Workspace one, two, again;
  ASSERT_EQ(run(one, rest, "--threads 1", 7).code, 0);  // 2744 atoms: enough for loops to be shared
  ASSERT_EQ(run(two, rest, "--threads 2", 7).code, 0);
  ASSERT_EQ(run(again, rest, "--threads 2", 7).code, 0);
  for (const char* name : {"thermo.out", "dump.xyz", "nacre.checkpoint"}) {
    EXPECT_TRUE(one.read(name) == two.read(name)) << name;
    EXPECT_TRUE(two.read(name) == again.read(name)) << name;
  }
}

TEST(Run, SeedChangesTheVelocities) {
  const std::string rest = "ensemble nve\ndump_thermo 1\nrun 3\n";
  const Workspace deck_seed, same, other;
  ASSERT_EQ(run(deck_seed, rest).code, 0);
  ASSERT_EQ(run(same, rest, "--seed 3").code, 0);
  ASSERT_EQ(run(other, rest, "--seed 4").code, 0);
  EXPECT_EQ(deck_seed.read("thermo.out"), same.read("thermo.out"));
  EXPECT_NE(deck_seed.read("thermo.out"), other.read("thermo.out"));
}

TEST(Run, SettingsOfOneRunDoNotReachTheNext) {
  const Workspace w;
  const Outcome o = run(w,
                        "time_step 0.5 0.001\nensemble nve\nfix 0\ndump_position 1\ndump_thermo 10\nrun 10\n"
                        "ensemble nve\ndump_thermo 10\ndump_xyz 10 later.xyz\nrun 10\n");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(count_of(w.read("movie.xyz"), "Properties"), 10);  // the dump of the first run only
  // The longest move holds for the first run, in which steps are shorter than 0.5 fs; 0.5 fs itself stays.
  const std::string later = w.read("later.xyz");
  const double end = std::stod(later.substr(later.find("Time=") + 5));
  const std::string movie = w.read("movie.xyz");
  const double first_end = std::stod(movie.substr(movie.rfind("Time=") + 5));
  EXPECT_LT(first_end, 4.5);
  EXPECT_NEAR(end - first_end, 5.0, 1e-7);  // eight decimals
}

TEST(Run, FixedAtomsStayAndDoNotCount) {
  const Workspace w;
  ASSERT_EQ(run(w, "ensemble nve\nfix 0 0\ndump_velocity 5 group 0 0\ndump_position 20\ndump_thermo 5\nrun 20\n").code,
            0);
  for (const auto& v : table(w.read("velocity.out")))
    for (const double x : v) EXPECT_EQ(x, 0);
  const auto rows = table(w.read("thermo.out"));
  EXPECT_NEAR(rows[0][1], 1.5 * 56 * 8.617333262e-5 * rows[0][0], 1e-9 * rows[0][1]);
}

/// All numbers of one frame's atoms.
std::vector<double> positions_of(const std::string& text, int frame) {
  std::size_t at = 0;
  for (int i = 0; i <= frame; ++i) at = text.find("Properties", at + 1);
  std::istringstream lines(text.substr(text.find('\n', at) + 1));
  std::vector<double> all;
  std::string species;
  for (double x, y, z; lines >> species >> x >> y >> z;) all.insert(all.end(), {x, y, z});
  return all;
}

TEST(Run, SeveralGroupsAreFixedAndOneMoves) {
  const Workspace both, driven;
  ASSERT_EQ(run(both, "ensemble nve\nfix 0 0\nfix 0 1\ndump_position 1\nrun 2\n").code, 0);
  EXPECT_EQ(positions_of(both.read("movie.xyz"), 0), positions_of(both.read("movie.xyz"), 1));
  ASSERT_EQ(
      run(driven, "time_step 0.5\nensemble nve\nfix 0 1\nmove 0 0 0.01 0 -0.02\ndump_position 1 group 0 0\nrun 10\n")
          .code,
      0);
  const auto first = positions_of(driven.read("movie.xyz"), 0), last = positions_of(driven.read("movie.xyz"), 9);
  EXPECT_NEAR(last[0] - first[0], 9 * 0.5 * 0.01, 1e-7);  // eight decimals
  EXPECT_NEAR(last[2] - first[2], -9 * 0.5 * 0.02, 1e-7);
}

TEST(Run, MoveAndDeformSayWhatTheyNeed) {
  const Workspace w;
  const auto expect = [&](const std::string& rest, const std::string& part) {
    const Outcome o = run(w, rest);
    EXPECT_EQ(o.code, 2) << rest;
    EXPECT_TRUE(o.says(part)) << o.err;
  };
  expect("ensemble nve\nfix 0\nmove 0 0.1 0 0\nrun 1\n", "moves atoms that `fix` holds still");
  expect("ensemble nvt_nhc 300 300 100\ndeform 0.001 1 0 0\nrun 1\n", "npt_ber or npt_scr with three pressures");
}

TEST(Run, DeformLengthensTheCell) {
  const Workspace w;
  ASSERT_EQ(
      run(w,
          "ensemble npt_scr 300 300 100 0 0 0 500 500 3000 1000\ndeform 0.001 0.002 0 1 1 0\ndump_thermo 5\nrun 10\n")
          .code,
      0);
  const auto rows = table(w.read("thermo.out"));
  EXPECT_NEAR(rows[1][9] - rows[0][9], 0.005, 1e-8);
  EXPECT_NEAR(rows[1][13] - rows[0][13], 0.010, 1e-8);
  EXPECT_EQ(rows[1][17], rows[0][17]);  // frozen
}

TEST(Run, ReplicateAndChangeBox) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  w.write("run.in",
          "replicate 2 3 1\npotential tersoff-carbon\nchange_box 0.1 0 0\nensemble nve\ndump_thermo 1\nrun 1\n");
  const Outcome o = w.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("300 K is set")) << "no velocities were given";
  EXPECT_NE(w.read("thermo.out").find("# num_atoms 48\n"), std::string::npos);
  const auto row = table(w.read("thermo.out"))[0];
  EXPECT_NEAR(row[9], 2 * 3.567 + 0.1, 1e-9);
  EXPECT_NEAR(row[13], 3 * 3.567, 1e-9);
}

TEST(Run, SummaryHasItsKeys) {
  const Workspace w;
  ASSERT_EQ(run(w, "ensemble nve\ndump_thermo 10\nrun 10\n", "--quiet --summary s.yaml").code, 0);
  EXPECT_EQ(w.read(".stdout"), "");
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["atoms"].as<int>(), 64);
  EXPECT_EQ(s["steps"].as<int>(), 10);
  EXPECT_GT(s["seconds"].as<double>(), 0);
  EXPECT_GT(s["atom_steps_per_second"].as<double>(), 0);
  const auto row = table(w.read("thermo.out"))[0];
  EXPECT_NEAR(s["temperature_K"].as<double>(), row[0], 1e-9 * row[0]);
  EXPECT_NEAR(s["energy_eV"].as<double>(), row[2], -1e-9 * row[2]);
}

TEST(Run, TakesTheDeckFileOrItsFolder) {
  const Workspace w;
  w.write("deck/model.xyz", diamond(1));
  w.write("deck/run.in", "potential tersoff-carbon\nensemble nve\ndump_thermo 1\nrun 2\n");
  EXPECT_EQ(w.nacre("run deck").code, 0);
  EXPECT_EQ(w.nacre("run deck/run.in --append").code, 0);
  EXPECT_EQ(table(w.read("deck/thermo.out")).size(), 4u);  // the second run appends because it is asked to
  EXPECT_NE(w.read(".stdout").find("appends to it"), std::string::npos);
  EXPECT_FALSE(w.has("thermo.out"));
}

TEST(RunFails, TwoAtomsInOnePlace) {
  const Workspace w;
  std::string model = diamond(2);
  const auto second = model.find("\nC ", model.find("\nC ") + 1);
  model.replace(second, model.find('\n', second + 1) - second, "\nC 0 0 0 0");
  w.write("model.xyz", model);
  w.write("run.in", std::string(start) + "ensemble nve\nrun 100\n");
  const Outcome o = w.nacre("run");
  EXPECT_EQ(o.code, 2) << o.err;
  EXPECT_TRUE(o.says("atoms 0 (C) and 1 (C)") && o.says("model.xyz")) << o.err;
}

TEST(RunFails, RunawayTemperatureNamesAtomAndCheckpoint) {
  const Workspace w;
  // Atoms of Lennard-Jones size 3 A at 1.5 A from each other: the first steps throw them apart.
  w.write("C.lj", "lj 1 C\n0.01 3.0 8.0\n");
  w.write("model.xyz", diamond(2));
  w.write("run.in", "potential C.lj\nvelocity 10\nguard pressure off force off distance off\nensemble nve\nrun 1000\n");
  const Outcome o = w.nacre("run");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("runaway temperature") && o.says("limit is 1e+05 K") && o.says("the fastest is atom")) << o.err;
  EXPECT_TRUE(o.says("no checkpoint was written yet")) << o.err;
}

TEST(RunFails, LostAtomBehindAnOpenSide) {
  const Workspace w;
  w.write("C.lj", "lj 1 C\n0.01 3.0 8.0\n");
  w.write("model.xyz",
          "3\npbc=\"F T T\" Lattice=\"4 0 0 0 30 0 0 0 30\" Properties=species:S:1:pos:R:3:vel:R:3\n"
          "C 1 5 5 0 0 0\nC 1 15 15 0 0 0\nC 1 25 25 0.02 0 0\n");
  w.write("run.in", "potential C.lj\nensemble nve\nrun 10000\n");
  const Outcome o = w.nacre("run --checkpoint-interval 500");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("lost atom 2") && o.says("open side")) << o.err;
  EXPECT_TRUE(o.says("nacre.checkpoint holds step 2000")) << o.err;  // 44 A at 0.02 A/fs: 2150 steps
  EXPECT_TRUE(w.has("nacre.checkpoint"));
}

TEST(RunFails, FullDiskLeavesWholeFiles) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  const std::string deck =
      start + std::string("ensemble nve\ndump_thermo 10\ndump_xyz 10 frames.xyz\ndump_restart 10\nrun 250\n");
  w.write("run.in", deck);
  // No file may pass 64 blocks (of 512 bytes or 1 kiB, as the shell likes); a write beyond fails as on a full disk.
  const Outcome o = w.nacre("run --checkpoint-interval 10", "trap '' XFSZ; ulimit -f 64;");
  EXPECT_EQ(o.code, 1);
  EXPECT_NE(o.err.find("frames.xyz: cannot write"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("nacre.checkpoint holds step"), std::string::npos) << o.err;
  const std::string frames = w.read("frames.xyz");
  EXPECT_LE(frames.size(), 65536u);
  EXPECT_EQ(count_of(frames, "\n") % 66, 0) << "a frame was cut";
  EXPECT_EQ(frames.back(), '\n');
  // With room again the run goes on from the checkpoint and ends as one that never saw a full disk.
  ASSERT_EQ(w.nacre("run --resume").code, 0);
  const Workspace whole;
  whole.write("model.xyz", diamond(2));
  whole.write("run.in", deck);
  ASSERT_EQ(whole.nacre("run").code, 0);
  for (const char* name : {"thermo.out", "frames.xyz", "restart.xyz"}) {
    EXPECT_TRUE(w.read(name) == whole.read(name)) << name;
  }
}

TEST(RunFails, CheckpointThatDoesNotFitLeavesTheOlderOne) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  w.write("run.in", start + std::string("ensemble nve\nrun 50\n"));
  ASSERT_EQ(w.nacre("run --stop-after 10").code, 130);
  const std::string older = w.read("nacre.checkpoint");
  const Outcome o = w.nacre("run --resume --checkpoint-interval 10", "trap '' XFSZ; ulimit -f 4;");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("nacre.checkpoint") && o.says("cannot write")) << o.err;
  EXPECT_TRUE(w.read("nacre.checkpoint") == older);
}

TEST(RunFails, OutputThatCannotBeOpened) {
  const Workspace w;
  fs::create_directories(w.path("thermo.out"));
  const Outcome o = run(w, "ensemble nve\ndump_thermo 1\nrun 5\n");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("thermo.out")) << o.err;
}

}  // namespace

}  // namespace run_test
