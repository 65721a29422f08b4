// Simulation: calls, files, a stop and a resume, wrong decks.
#include <sstream>

#include "samples.h"

namespace simulation_test {

namespace {

using nacre::Simulation;
using nacre::SimulationCalls;
using nacre::SimulationReport;
using nacre::SimulationSettings;
using nacre_test::error_of;
using nacre_test::Folder;
using nacre_test::mentions;

SimulationSettings settings_in(const Folder& folder, std::vector<std::string> lines) {
  SimulationSettings s;
  s.folder = folder.path("deck");
  s.structure = nacre_test::lattice({"C"}, {3, 3, 3}, 1.9, 3);
  s.potential = "tersoff-carbon";
  s.lines = std::move(lines);
  return s;
}

const std::vector<std::string> nve{"velocity 300 seed 5", "time_step 0.2", "ensemble nve", "dump_thermo 10", "run 60"};

std::string without_comments(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with("#")) out += line + "\n";
  return out;
}

TEST(ApiSimulation, CallsSayWhatTheFilesSay) {
  const Folder folder;
  SimulationCalls calls;
  std::vector<nacre::ThermoRow> rows;
  std::vector<nacre::SimulationFrame> frames;
  int progress = 0;
  calls.thermo_interval = 10;
  calls.thermo = [&](const nacre::ThermoRow& row) { rows.push_back(row); };
  calls.frame_interval = 30;
  calls.frame_forces = true;
  calls.frame = [&](const nacre::SimulationFrame& frame) { frames.push_back(frame); };
  calls.progress_parts = 3;
  calls.progress = [&](const nacre::SimulationStatus& s) {
    EXPECT_EQ(s.steps, 60);
    ++progress;
  };
  const SimulationReport report = Simulation(settings_in(folder, nve)).run({}, calls);
  EXPECT_EQ(report.steps, 60);
  EXPECT_FALSE(report.interrupted);
  ASSERT_EQ(report.runs.size(), 1u);
  EXPECT_EQ(progress, 3);

  ASSERT_EQ(rows.size(), 6u);
  std::istringstream file(without_comments(folder.read("deck/thermo.out")));
  for (const nacre::ThermoRow& row : rows) {  // T K U pxx pyy pzz pyz pxz pxy ax ...
    std::vector<double> wanted{row.temperature, row.kinetic_energy, row.potential_energy};
    wanted.insert(wanted.end(), row.stress.begin(), row.stress.end());
    wanted.insert(wanted.end(), row.cell.begin(), row.cell.end());
    for (const double w : wanted) {
      double v = 0;
      ASSERT_TRUE(file >> v);
      EXPECT_NEAR(v, w, 1e-6 * (1 + std::abs(w)));
    }
  }
  EXPECT_NEAR(rows[5].kinetic_energy + rows[5].potential_energy, rows[0].kinetic_energy + rows[0].potential_energy,
              0.1);  // eV, of 27 hot atoms
  EXPECT_NEAR(rows[5].time, 12, 1e-9);

  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[1].step, 60);
  EXPECT_EQ(frames[1].structure.positions, report.structure.positions);
  EXPECT_EQ(frames[1].structure.velocities, report.structure.velocities);
  // The kinetic energy of the frame, from its own units: amu (Å/fs)^2.
  double kinetic = 0;
  for (std::size_t k = 0; k < report.structure.velocities.size(); ++k)
    kinetic += 0.5 * report.structure.masses[k / 3] * std::pow(report.structure.velocities[k], 2) * 103.642696;
  EXPECT_NEAR(kinetic, rows[5].kinetic_energy, 1e-5);
  // Energy and forces of the frame are those of the potential there.
  const nacre::Evaluation e = nacre::Potential("tersoff-carbon").compute(frames[1].structure);
  EXPECT_NEAR(*frames[1].structure.energy, e.energy, 1e-9);
  for (std::size_t k = 0; k < e.forces.size(); ++k) EXPECT_NEAR(frames[1].structure.forces[k], e.forces[k], 1e-9);
}

TEST(ApiSimulation, AStopAndAResumeLeaveNoTrace) {
  const Folder whole, cut;
  const SimulationReport wanted = Simulation(settings_in(whole, nve)).run();
  Simulation simulation(settings_in(cut, nve));
  SimulationCalls calls;
  int asked = 0;
  calls.stop = [&] { return ++asked > 20; };
  const SimulationReport first = simulation.run({}, calls);
  EXPECT_TRUE(first.interrupted);
  EXPECT_LT(first.steps, 60);
  nacre::SimulationOptions resume;
  resume.resume = true;
  const SimulationReport second = simulation.run(resume);
  EXPECT_EQ(first.steps + second.steps, 60);
  EXPECT_EQ(second.structure.positions, wanted.structure.positions);
  EXPECT_EQ(second.structure.velocities, wanted.structure.velocities);
  EXPECT_EQ(cut.read("deck/thermo.out"), whole.read("deck/thermo.out"));
}

TEST(ApiSimulation, SaysWhatIsWrongWithADeck) {
  const Folder folder;
  const nacre::Error one = error_of([&] { Simulation(settings_in(folder, {"ensemble nve", "runn 10"})); });
  EXPECT_EQ(one.line(), 3);
  EXPECT_TRUE(mentions(one, "runn") && mentions(one, "run")) << one.what();
  const nacre::Error two = error_of([&] { Simulation(settings_in(folder, {"ensemble nvx", "runn 10"})); });
  EXPECT_TRUE(mentions(two, "more")) << two.what();
  EXPECT_GE(nacre::check_deck(folder.path("deck")).size(), 2u);
  EXPECT_THROW(Simulation("no-such-folder"), nacre::Error);
  SimulationSettings blanks = settings_in(folder, nve);
  blanks.potential = "a file";
  EXPECT_TRUE(mentions(error_of([&] { Simulation{blanks}; }), "without blanks"));
  nacre::SimulationOptions resume;
  resume.resume = true;
  const Folder fresh;
  EXPECT_THROW(Simulation(settings_in(fresh, nve)).run(resume), nacre::Error);
}

// An exception of the caller goes through the library to the caller.
TEST(ApiSimulation, WhatACallThrowsComesBack) {
  const Folder folder;
  SimulationCalls calls;
  calls.thermo_interval = 10;
  calls.thermo = [](const nacre::ThermoRow&) { throw std::runtime_error("mine"); };
  EXPECT_THROW(Simulation(settings_in(folder, nve)).run({}, calls), std::runtime_error);
}

TEST(ApiSimulation, MinimizesToo) {
  const Folder folder;
  SimulationSettings settings = settings_in(folder, {"minimize cg 1e-3 500"});
  settings.structure = nacre_test::argon(5.3);
  settings.structure.positions[4] += 0.03;
  settings.potential = nacre_test::in_source("input/potentials/Ar.lj");
  const SimulationReport report = Simulation(settings).run();
  ASSERT_EQ(report.minimizations.size(), 1u);
  EXPECT_LT(report.minimizations[0].max_force, 1e-3);
  EXPECT_EQ(report.minimizations[0].end, "converged");
}

}  // namespace

}  // namespace simulation_test
