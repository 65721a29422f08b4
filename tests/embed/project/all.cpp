// A force, an MD of 100 steps and an RDF. The folder is the first argument; the deck is left there for `nacre run`, whose
// thermo.out must say the same.
#include <nacre/nacre.h>

#include <cmath>
#include <cstdio>

#include "diamond.h"

namespace {

int failures = 0;

void expect(bool good, const char* what) {
  if (good) return;
  std::printf("wrong: %s\n", what);
  ++failures;
}

void force() {
  nacre::Potential carbon("tersoff-carbon");
  nacre::Structure s = diamond(2);
  s.positions[0] += 0.1;
  s.positions[1] -= 0.05;
  const nacre::Evaluation e = carbon.compute(s);
  expect(std::fabs(e.energy - oracle_energy) < 1e-8, "energy");
  expect(std::fabs(e.forces[0] - oracle_force) < 1e-8, "force");
}

/// The rows go to standard output as thermo.out has them.
void molecular_dynamics(const std::string& folder) {
  nacre::SimulationSettings settings;
  settings.folder = folder;
  settings.structure = diamond(2);
  settings.potential = "tersoff-carbon";
  settings.lines = {"velocity 300 seed 7", "time_step 0.5", "ensemble nve", "dump_thermo 10", "run 100"};
  nacre::SimulationCalls calls;
  calls.thermo_interval = 10;
  int rows = 0;
  double first = 0;
  calls.thermo = [&](const nacre::ThermoRow& row) {
    const double total = row.kinetic_energy + row.potential_energy;
    if (rows++ == 0) first = total;
    expect(std::fabs(total - first) < 64 * 1e-4, "conserved energy");
    std::printf("thermo %.10e %.10e %.10e\n", row.temperature, row.kinetic_energy, row.potential_energy);
  };
  nacre::Simulation simulation(settings);
  const nacre::SimulationReport report = simulation.run({}, calls);
  expect(rows == 10, "rows of thermo");
  expect(report.steps == 100 && !report.interrupted, "steps");
  expect(report.structure.velocities.size() == 3 * 64, "velocities at the end");
}

/// Neighbours of an atom of diamond: 4 up to 1.54 Å, 16 up to 2.52 Å, 28 up to 2.96 Å.
void distribution() {
  nacre::RdfSettings settings;
  settings.r_max = 4;
  settings.bins = 400;
  const nacre::Structure s = diamond(2);
  const nacre::RdfResult g = nacre::rdf({&s, 1}, settings);
  const auto neighbors = [&](double r) { return g.total.coordination[static_cast<int>(r / 4 * 400) - 1]; };
  expect(neighbors(1.5) == 0 && neighbors(2) == 4 && neighbors(2.7) == 16 && neighbors(3.2) == 28, "coordination");
}

}  // namespace

int main(int, char** arguments) {
  force();
  molecular_dynamics(arguments[1]);
  distribution();
  return failures;
}
