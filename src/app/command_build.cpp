// nacre build: structures to start from.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "app/commands.h"
#include "app/summary.h"
#include "build/crystal.h"
#include "build/random_structure.h"
#include "build/species.h"
#include "core/elements.h"
#include "core/error.h"
#include "core/units.h"
#include "io/extxyz.h"
#include "io/files.h"

namespace nacre::app {

namespace {
constexpr int written_digits = 17;  // the file reads back to the same bits

void finish(const Structure& structure, const std::string& output, const GlobalOptions& options) {
  std::string text;
  ExtxyzOptions format;
  format.digits = written_digits;
  format_frame(text, structure.atoms, structure.box, nullptr, format);
  write_whole(output, text);
  const double density = mass_density(structure.atoms, structure.box);
  const auto atoms = static_cast<std::int64_t>(structure.atoms.size());
  if (!options.quiet) fmt::print("{}: {} atoms, {:.4f} g/cm3\n", output, atoms, density);
  Summary summary;
  summary.put("atoms", atoms);
  summary.put("density_g_cm3", density);
  summary.put("file", output);
  write_summary_file(summary, options);
}

struct RandomArguments {
  RandomStructure request;
  std::vector<double> box;
  double density = 0;  ///< g/cm3; 0: not given
  std::string output;
};

/// Edge of the cube (A) that holds the atoms at this density (g/cm3): (mass / density)^(1/3).
double edge_of(const RandomStructure& request, double density) {
  double mass = 0;  // amu
  for (std::size_t s = 0; s < std::min(request.species.size(), request.counts.size()); ++s)
    mass += request.counts[s] * element_mass(known_element(request.species[s]));
  return std::cbrt(mass * units::g_cm3_per_density / density);
}

Vec3 edges_of(const RandomArguments& arguments) {
  const std::vector<double>& b = arguments.box;
  if (b.empty() == (arguments.density == 0))
    throw Error("the size of the cell is needed").key("box").allowed("a box or a density, one of them");
  if (b.size() == 2) throw Error("one or three edges are needed").key("box").value("2 numbers").allowed("1 or 3 (A)");
  const double edge = b.empty() ? edge_of(arguments.request, arguments.density) : b[0];
  return b.size() == 3 ? Vec3{b[0], b[1], b[2]} : Vec3{edge, edge, edge};
}

void build_random(RandomArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  arguments.request.edges = edges_of(arguments);
  finish(random_structure(arguments.request), arguments.output, options);
}

void register_random(CLI::App& build, GlobalOptions& options) {
  auto* command = build.add_subcommand("random", "Atoms at random places of a periodic box, none too close to another");
  const auto arguments = std::make_shared<RandomArguments>();
  command->add_option("--species", arguments->request.species, "Element symbols")->required()->expected(1, 100);
  command->add_option("--atoms", arguments->request.counts, "Number of atoms of each species")
      ->required()
      ->expected(1, 100);
  command->add_option("--box", arguments->box, "Edge of the cube, or three edges (A)")->expected(1, 3);
  command->add_option("--density", arguments->density, "Density of a cube, in place of its edge (g/cm3)")
      ->check(CLI::PositiveNumber);
  command->add_option("--min-distance", arguments->request.min_distance, "Smallest distance of two atoms (A)")
      ->required();
  command->add_option("--seed", arguments->request.seed, "Seed of the random numbers")->capture_default_str();
  command->add_option("-o,--output", arguments->output, "Extended XYZ file to write")->required();
  add_global_options(command, options,
                     "nacre build random --species C --atoms 5000 --box 41.4 --min-distance 1.2 --seed 1 -o model.xyz");
  command->callback([arguments, &options] { build_random(*arguments, options); });
}

struct CrystalArguments {
  Crystal request;
  std::vector<int> repeat{1, 1, 1};
  std::string output;
};

void build_crystal(CrystalArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  for (int k = 0; k < 3; ++k) arguments.request.repeat[k] = arguments.repeat[k];
  finish(crystal(arguments.request), arguments.output, options);
}

std::string known_names() {
  std::string names;
  for (const auto& name : known_crystals()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

void register_crystal(CLI::App& build, GlobalOptions& options) {
  auto* command = build.add_subcommand("crystal", "A perfect or rattled crystal");
  const auto arguments = std::make_shared<CrystalArguments>();
  Crystal& request = arguments->request;
  command->add_option("name", request.name, known_names())->required();
  command->add_option("--species", request.element, "Element symbol (C; Na for bcc)");
  command->add_option("--a", request.a, "Lattice constant a (A)");
  command->add_option("--c", request.c, "Lattice constant c, for graphene the height of the cell (A)");
  command->add_option("--repeat", arguments->repeat, "Cells along a, b and c")->expected(3);
  command->add_option("--rattle", request.rattle, "Standard deviation of random displacements (A)");
  command->add_option("--seed", request.seed, "Seed of the random displacements")->capture_default_str();
  command->add_option("-o,--output", arguments->output, "Extended XYZ file to write")->required();
  add_global_options(command, options, "nacre build crystal graphite --repeat 4 4 2 --rattle 0.05 --seed 1 -o out.xyz");
  command->callback([arguments, &options] { build_crystal(*arguments, options); });
}
}  // namespace

void register_build(CLI::App& app, GlobalOptions& options) {
  auto* build = app.add_subcommand("build", "Make a structure: random, crystal");
  build->require_subcommand(1);
  build->footer("Example:\n  nacre build random --species C --atoms 5000 --box 41.4 --min-distance 1.2 -o model.xyz");
  register_random(*build, options);
  register_crystal(*build, options);
}

}  // namespace nacre::app
