#include "jobs/build.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "build/species.h"
#include "core/elements.h"
#include "core/error.h"
#include "core/units.h"
#include "io/ranges.h"
#include "jobs/built_file.h"

namespace nacre::jobs {

namespace {
/// Edge of the cube (Å) that holds the atoms at this density (g/cm3): (mass / density)^(1/3).
double edge_of(const RandomStructure& request, double density) {
  double mass = 0;  // amu
  for (std::size_t s = 0; s < std::min(request.species.size(), request.counts.size()); ++s)
    mass += request.counts[s] * element_mass(known_element(request.species[s]));
  return std::cbrt(mass * units::g_cm3_per_density / density);
}

Vec3 edges_of(const BuildRandom& job) {
  const std::vector<double>& b = job.box;
  if (b.empty() == (job.density == 0))
    throw Error("the size of the cell is needed").key("box").allowed("a box or a density, one of them");
  if (b.size() == 2) throw Error("one or three edges are needed").key("box").value("2 numbers").allowed("1 or 3 (A)");
  const double edge = b.empty() ? edge_of(job.request, job.density) : b[0];
  return b.size() == 3 ? Vec3{b[0], b[1], b[2]} : Vec3{edge, edge, edge};
}

std::string known_names() {
  std::string names;
  for (const auto& name : known_crystals()) names += (names.empty() ? "" : ", ") + name;
  return names;
}
}  // namespace

void BuildRandom::options(Options& table) {
  table.add("species", request.species, "Element symbols").require().times(1, 100);
  table.add("atoms", request.counts, "Number of atoms of each species").require().times(1, 100);
  table.add("box", box, "Edge of the cube, or three edges (A)").in(lengths()).times(1, 3);
  table.add("density", density, "Density of a cube, in place of its edge (g/cm3)").in(positive()).no_standard();
  table.add("min-distance", request.min_distance, "Smallest distance of two atoms (A)")
      .in(lengths_or_none())
      .require()
      .no_standard();
  table.add("seed", request.seed, "Seed of the random numbers");
  add_built_output(table, output);
}

report::Report BuildRandom::run(const Surroundings& around) {
  request.edges = edges_of(*this);
  check_room(std::accumulate(request.counts.begin(), request.counts.end(), 0.0));
  return write_built(random_structure(request), output, around);
}

void BuildCrystal::options(Options& table) {
  table.add_positional("name", request.name, known_names()).require();
  table.add("species", request.element, "Element symbol (C; Na for bcc)");
  table.add("a", request.a, "Lattice constant a (A)").in(lengths());
  table.add("c", request.c, "Lattice constant c, for graphene the height of the cell (A)").in(lengths());
  table.add("repeat", repeat, "Cells along a, b and c").times(3, 3).no_standard();
  table.add("rattle", request.rattle, "Standard deviation of random displacements (A)")
      .in(lengths_or_none())
      .no_standard();
  table.add("seed", request.seed, "Seed of the random displacements");
  add_built_output(table, output);
}

report::Report BuildCrystal::run(const Surroundings& around) {
  double atoms = 1;  // of a cell, at least
  for (int k = 0; k < 3; ++k) request.repeat[k] = repeat[k], atoms *= repeat[k];
  check_room(atoms);
  try {
    return write_built(crystal(request), output, around);
  } catch (Error& e) {
    throw e.key() == "lattice" ? e.key("--a, --c") : e;  // what the lattice was made of
  }
}

}  // namespace nacre::jobs
