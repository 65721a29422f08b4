// Forces alone: diamond with one atom moved, by Tersoff's carbon, which needs no file.
#include <nacre/potential.h>

#include <cmath>
#include <cstdio>

#include "diamond.h"

int main() {
  nacre::Potential carbon("tersoff-carbon");
  nacre::Structure s = diamond(2);
  s.positions[0] += 0.1;
  s.positions[1] -= 0.05;
  const nacre::Evaluation e = carbon.compute(s);
  double sum = 0;
  for (const double f : e.forces) sum += f;
  // By tests/reference/tersoff.cpp of Nacre, which shares no code with the library.
  const bool same = std::fabs(e.energy - oracle_energy) < 1e-8 && std::fabs(e.forces[0] - oracle_force) < 1e-8;
  std::printf("energy %.10f eV, force %.10f eV/A, sum of forces %.1e\n", e.energy, e.forces[0], sum);
  return same && std::fabs(sum) < 1e-9 ? 0 : 1;
}
