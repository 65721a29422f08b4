// What a deck that runs tells a program that embeds it, against the files that it writes.
#include "run/calls.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "io/extxyz.h"
#include "run/checkpointing.h"
#include "run/runner.h"
#include "scratch.h"

namespace run_calls_test {

namespace {

using namespace nacre;
using nacre_test::content;

constexpr const char* diamond =
    "8\npbc=\"T T T\" Lattice=\"3.567 0 0 0 3.567 0 0 0 3.567\" Properties=species:S:1:pos:R:3\n"
    "C 0 0 0\nC 0 1.7835 1.7835\nC 1.7835 0 1.7835\nC 1.7835 1.7835 0\nC 0.89175 0.89175 0.89175\n"
    "C 0.89175 2.67525 2.67525\nC 2.67525 0.89175 2.67525\nC 2.67525 2.67525 0.89175\n";

/// One cell of diamond and a deck in a folder of its own.
class DeckRun {
 public:
  explicit DeckRun(const std::string& lines) {
    folder_.write("model.xyz", diamond);
    folder_.write("run.in", "potential tersoff-carbon\nvelocity 2000 seed 3\n" + lines);
    std::vector<Error> errors;
    deck_ = run::read_deck(folder_.path("run.in"), errors);
    EXPECT_TRUE(errors.empty());
  }
  run::DeckReport go(run::RunCalls calls, bool resume = false) const {
    run::RunOptions options;
    options.resume = resume;
    return run::Runner(deck_, options, std::move(calls)).go();
  }
  std::string read(const std::string& name) const { return content(folder_.path(name)); }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_.path(name)); }
  std::string path(const std::string& name) const { return folder_.path(name); }

 private:
  nacre_test::Scratch folder_;
  run::Deck deck_;
};

constexpr const char* two_runs =
    "ensemble nvt_bdp 2000 2000 20\ndump_thermo 3\ndump_exyz 4 1 1 1\nrun 20\nensemble nve\ndump_thermo 3\nrun 10\n";

/// Temperature, kinetic and potential energy, first pressure: columns 0 to 3 of thermo.out.
std::vector<std::vector<double>> thermo_rows(const std::string& text) {
  std::vector<std::vector<double>> rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line[0] == '#') continue;
    std::istringstream words(line);
    rows.emplace_back(4);
    for (double& v : rows.back()) words >> v;
  }
  return rows;
}

TEST(RunCalls, ThermoCallsAreTheRowsOfThermoOut) {
  const DeckRun deck(two_runs);
  std::vector<std::vector<double>> seen;
  std::vector<std::int64_t> steps;
  run::RunCalls calls;
  calls.thermo.interval = 3;
  calls.thermo.call = [&](const run::ThermoRow& r) {
    seen.push_back({r.thermo.temperature, r.thermo.kinetic, r.energy_eV, r.thermo.pressure[0][0]});
    steps.push_back(r.step);
    EXPECT_NEAR(r.time_fs, static_cast<double>(r.step), 1e-9);
    EXPECT_NEAR(r.box.volume(), 3.567 * 3.567 * 3.567, 1e-9);
  };
  deck.go(calls);
  EXPECT_EQ(steps, (std::vector<std::int64_t>{3, 6, 9, 12, 15, 18, 23, 26, 29})) << "intervals begin with each run";
  const auto rows = thermo_rows(deck.read("thermo.out"));
  ASSERT_EQ(rows.size(), seen.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (int k = 0; k < 4; ++k) EXPECT_NEAR(rows[i][k], seen[i][k], 1e-9 * std::abs(rows[i][k])) << i << " " << k;
}

TEST(RunCalls, FrameCallsAreTheFramesOfTheDump) {
  const DeckRun deck(two_runs);
  std::vector<Vec3> positions, forces;
  run::RunCalls calls;
  calls.frame.interval = 4;
  calls.frame.parts = {true, true, false};
  calls.frame.call = [&](const run::FrameView& f) {
    if (f.system.step > 20) return;  // the second run has no dump_exyz
    positions.push_back(f.system.atoms.position[5]);
    forces.push_back(f.now.force[5]);
    EXPECT_EQ(f.now.atom_energy.size(), 8u);
  };
  deck.go(calls);
  ExtxyzReader frames(deck.path("dump.xyz"));
  std::size_t count = 0;
  for (Frame frame; frames.next(frame); ++count) {
    ASSERT_LT(count, positions.size());
    const Box& box = frame.box;
    Vec3 s = box.fractional(frame.atoms.position[5] - positions[count]);
    for (int k = 0; k < 3; ++k) s[k] -= std::round(s[k]);
    EXPECT_LT(norm(box.cartesian(s)), 1e-7) << count;
    EXPECT_GT(norm(forces[count]), 1e-3);
  }
  EXPECT_EQ(count, 5u);
  EXPECT_EQ(positions.size(), 5u);
}

TEST(RunCalls, ProgressComesWhenTheCallerSaysSo) {
  const DeckRun deck(two_runs);
  std::vector<std::int64_t> seen;
  run::RunCalls calls;
  calls.progress.call = [&](const run::RunStatus& s) {
    seen.push_back(s.step);
    EXPECT_GT(s.temperature_K, 100);
    EXPECT_LT(s.energy_eV, -50);
    EXPECT_GT(s.atom_steps_per_second, 0);
    EXPECT_EQ(s.seconds_left == 0, s.step == s.steps);
  };
  calls.progress.parts = 4;
  deck.go(calls);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{5, 10, 15, 20, 3, 5, 8, 10}));
  seen.clear();
  calls.progress.is_due = [](std::int64_t step, std::int64_t) { return step == 7; };
  DeckRun(two_runs).go(calls);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{7, 7}));
}

TEST(RunCalls, NextEndOfPartIsTheNextThatEndsOne) {
  for (const std::int64_t steps : {1, 3, 9, 10, 11, 97, 1000})
    for (std::int64_t step = 0; step < steps; ++step) {
      std::int64_t next = step + 1;
      while (!run::ends_part(next, steps, 10)) ++next;
      ASSERT_EQ(run::next_end_of_part(step, steps, 10), next) << step << " of " << steps;
    }
}

TEST(RunCalls, StopsWithACheckpointAndGoesOnToTheSameBytes) {
  const DeckRun whole(two_runs), cut(two_runs);
  EXPECT_EQ(whole.go({}).end, run::DeckEnd::done);
  run::RunCalls calls;
  int asked = 0;
  std::int64_t saved = -1;
  calls.stop = [&] { return ++asked == 13; };  // true once: it is not to be forgotten
  calls.checkpointed = [&](std::int64_t step) { saved = step; };
  const run::DeckReport report = cut.go(calls);
  EXPECT_EQ(report.end, run::DeckEnd::stop_asked);
  EXPECT_EQ(report.steps, 13);
  EXPECT_EQ(saved, 13);
  std::int64_t resumed = -1;
  run::RunCalls again;
  again.resumed = [&](std::int64_t step) { resumed = step; };
  EXPECT_EQ(cut.go(again, true).end, run::DeckEnd::done);
  EXPECT_EQ(resumed, 13);
  for (const char* file : {"thermo.out", "dump.xyz", run::checkpoint_name})
    EXPECT_TRUE(whole.read(file) == cut.read(file)) << file;
}

TEST(RunCalls, MinimisationTellsItsStepsAndCanBeStopped) {
  const std::string minimize = "minimize fire 1e-4 200 full\n";
  const DeckRun deck("change_box 0.1\n" + minimize), stopped("change_box 0.1\n" + minimize);
  std::vector<run::MinimizeStatus> seen;
  std::vector<std::size_t> began;
  run::RunCalls calls;
  calls.minimize_step = [&](const run::MinimizeStatus& s) { seen.push_back(s); };
  calls.began = [&](std::size_t command) { began.push_back(command); };
  const run::DeckReport report = deck.go(calls);
  ASSERT_EQ(report.minimizations.size(), 1u);
  const run::MinimizeReport& m = report.minimizations[0];
  EXPECT_EQ(began, std::vector<std::size_t>{3});
  ASSERT_GT(seen.size(), 2u);
  EXPECT_EQ(seen.front().step, 0);
  EXPECT_EQ(seen.back().step, m.steps);
  EXPECT_NEAR(seen.back().value_eV, m.enthalpy_eV, 1e-9);
  EXPECT_TRUE(seen.back().is_enthalpy && m.cell_was_free);
  EXPECT_LT(m.volume_A3, 3.667 * 3.667 * 3.667);
  calls.stop = [&, count = 0]() mutable { return ++count == 3; };
  const run::DeckReport cut = stopped.go(calls);
  EXPECT_EQ(cut.end, run::DeckEnd::stop_asked);
  EXPECT_EQ(cut.minimizations.at(0).reason, RelaxReason::interrupted);
}

TEST(RunCalls, NothingIsPrinted) {
  const DeckRun deck(two_runs);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  std::string notices;
  run::RunCalls calls;
  calls.notice = [&](const std::string& text) { notices += text + "\n"; };
  deck.go(calls);
  deck.go(calls);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NE(notices.find("thermo.out is there already"), std::string::npos) << notices;
}

}  // namespace

}  // namespace run_calls_test
