#include "jobs/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "build/species.h"
#include "core/elements.h"
#include "core/error.h"
#include "core/units.h"
#include "device/memory.h"
#include "io/extxyz.h"
#include "io/ranges.h"
#include "jobs/earlier_results.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
constexpr int written_digits = 17;     // the file reads back to the same bits
constexpr double bytes_an_atom = 250;  // what is kept of it, and the text of the file

/// Before anything is placed: the memory of so many atoms.
void check_size(double atoms) {
  if (atoms <= std::numeric_limits<int>::max())
    check_memory(bytes_an_atom * atoms, fmt::format("{:.10g} atoms", atoms));
}

report::Report finish(const Structure& structure, const std::string& output, const Surroundings& around) {
  std::string text;
  ExtxyzOptions format;
  format.digits = written_digits;
  format_frame(text, structure.atoms, structure.box, nullptr, format);
  replace_files({{around.path(output), std::move(text)}}, around.said());
  const double density = mass_density(structure.atoms, structure.box);
  const auto atoms = static_cast<std::int64_t>(structure.atoms.size());
  report::Report report;
  report.words = fmt::format("{}: {} atoms, {:.4f} g/cm3\n", output, atoms, density);
  report.sections = {{"structure",
                      output,
                      "",
                      {number_row("atoms", "atoms", static_cast<double>(atoms)),
                       number_row("density_g_cm3", "density (g/cm3)", density, "g/cm3", "{:.4f}")}}};
  report.summary.put("atoms", atoms);
  report.summary.put("density_g_cm3", density);
  report.summary.put("file", output);
  return report;
}

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

void add_output(Options& table, std::string& output) {
  table.add("output", output, "Extended XYZ file to write").require().shortly("o").as(Path::output);
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
  add_output(table, output);
}

report::Report BuildRandom::run(const Surroundings& around) {
  request.edges = edges_of(*this);
  check_size(std::accumulate(request.counts.begin(), request.counts.end(), 0.0));
  return finish(random_structure(request), output, around);
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
  add_output(table, output);
}

report::Report BuildCrystal::run(const Surroundings& around) {
  double atoms = 1;  // of a cell, at least
  for (int k = 0; k < 3; ++k) request.repeat[k] = repeat[k], atoms *= repeat[k];
  check_size(atoms);
  try {
    return finish(crystal(request), output, around);
  } catch (Error& e) {
    throw e.key() == "lattice" ? e.key("--a, --c") : e;  // what the lattice was made of
  }
}

}  // namespace nacre::jobs
