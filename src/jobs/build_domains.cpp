#include "jobs/build_domains.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/whole_number.h"
#include "io/ranges.h"
#include "jobs/built_file.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
constexpr double step_of_pressing = 0.005;  // of the edge, a time
constexpr const char* model_file = "model.xyz";

/// Steps of the cell that make it as large as it should be; empty where it is.
std::string pressing(const DomainStructure& made, double temperature) {
  const double excess = made.edge - made.target_edge;
  if (excess <= 0) return "";
  const int steps = within<int>(std::ceil(excess / (step_of_pressing * made.edge)), 1);
  std::string text = fmt::format("\n# Presses the cell from {:.3f} A to {:.3f} A\n", made.edge, made.target_edge);
  for (int k = 0; k < steps; ++k)
    text += fmt::format("change_box   {:.9f}\nensemble     nvt_bdp {:g} {:g} 10\nrun          100\n", -excess / steps,
                        temperature, temperature);
  return text;
}

double mean_of(const std::vector<DomainStack>& stacks, double DomainStack::*value) {
  double sum = 0;
  for (const DomainStack& s : stacks) sum += s.*value;
  return stacks.empty() ? 0 : sum / static_cast<double>(stacks.size());
}

double atoms_in_stacks(const std::vector<DomainStack>& stacks) {
  double sum = 0;
  for (const DomainStack& s : stacks) sum += static_cast<double>(s.atoms);
  return sum;
}

report::Table stack_table(const std::vector<DomainStack>& stacks) {
  report::Table table{
      "", {"stacks as they were put in; their label in group method 0"}, {{"label"}, {"layers"}, {"atoms"}}, {}};
  for (const char* name : {"la_A", "lc_A", "x_A", "y_A", "z_A", "normal_x", "normal_y", "normal_z"})
    table.columns.push_back({name, "{:.6f}"});
  for (std::size_t s = 0; s < stacks.size(); ++s) {
    const DomainStack& d = stacks[s];
    table.rows.push_back({static_cast<std::int64_t>(s + 1), std::int64_t{d.layers}, d.atoms, d.la, d.lc, d.centre.x,
                          d.centre.y, d.centre.z, d.normal.x, d.normal.y, d.normal.z});
  }
  return table;
}

/// A deck reads model.xyz of its own folder.
void check_deck(const BuildDomains& job) {
  namespace fs = std::filesystem;
  const fs::path structure(job.output), deck(job.deck);
  if (job.deck.empty() || (structure.filename() == model_file && structure.parent_path() == deck.parent_path())) return;
  throw Error("the deck reads model.xyz, which must lie beside it")
      .key("deck")
      .value(job.deck)
      .allowed("with --output " + (deck.parent_path() / model_file).string());
}

void add_numbers(report::Report& report, const DomainStructure& made) {
  const auto number = [&](const char* key, const char* what, double value, const char* format) {
    add_number(report, key, what, value, format);
  };
  number("stacks", "stacks", static_cast<double>(made.stacks.size()), "{:.0f}");
  number("graphitic_percent", "atoms in stacks (%)",
         100 * atoms_in_stacks(made.stacks) / static_cast<double>(made.structure.atoms.size()), "{:.2f}");
  number("la_A", "La, mean of the stacks (A)", mean_of(made.stacks, &DomainStack::la), "{:.3f}");
  number("lc_A", "Lc, mean of the stacks (A)", mean_of(made.stacks, &DomainStack::lc), "{:.3f}");
  number("share_reached_percent", "of the stacks' atoms, placed at the density asked for (%)", 100 * made.share_reached,
         "{:.2f}");
  number("edge_A", "edge of the cell (A)", made.edge, "{:.4f}");
  number("target_edge_A", "edge at the density asked for (A)", made.target_edge, "{:.4f}");
}
}  // namespace

std::string domain_deck(const DomainStructure& made, const std::string& potential, double temperature) {
  const auto ensemble = [](double from, double to, int coupling) {
    return fmt::format("ensemble     nvt_bdp {:g} {:g} {}\n", from, to, coupling);
  };
  const std::string room = ensemble(300, 300, 10);
  return fmt::format(
             "# Graphitic stacks with amorphous carbon between them: bonds form, anneal at {:g} K, cooling, "
             "relaxation.\n",
             temperature) +
         fmt::format("potential    {}\nminimize     fire 1 200\nvelocity     300 seed 1\ntime_step    1 0.1\n",
                     potential) +
         room + "dump_thermo  100\nrun          500\n" + pressing(made, 300) + "\n" + ensemble(300, temperature, 50) +
         "dump_thermo  100\nrun          2000\n" + ensemble(temperature, temperature, 100) +
         "dump_thermo  100\ndump_exyz    5000\nrun          10000\n\n" + ensemble(temperature, 300, 50) +
         "dump_thermo  100\ndump_restart 5000\nrun          5000\n\n" +
         "minimize     lbfgs 0.01 2000 0 dump 2000 relaxed.xyz\n";
}

void BuildDomains::options(Options& t) {
  t.add("atoms", request.atoms, "Carbon atoms in all");
  t.add("density", request.density, "Density (g/cm3)").in(positive());
  t.add("graphitic", request.graphitic, "Share of the atoms that are in stacks, to half a stack")
      .in({0, 1, true, false});
  t.add("la", request.la.mean, "Diameter La of the layers, or its mean (A)").in(lengths());
  t.add("la-deviation", request.la.deviation, "Standard deviation of La, log-normal (A)").in(lengths_or_none());
  t.add("lc", request.lc.mean, "Height Lc of the stacks, layers times spacing, or its mean (A)").in(lengths());
  t.add("lc-deviation", request.lc.deviation, "Standard deviation of Lc, log-normal (A)").in(lengths_or_none());
  t.add("spacing", request.spacing, "Distance of the layers of a stack (A)").in(lengths());
  t.add_choice("stacking", request.stacking, {"turbostratic", "AA", "AB"},
               "Of the layers; turbostratic: each is turned and shifted at random");
  t.add_choice("edge", request.edge, {"round", "zigzag", "armchair"},
               "Shape of a layer: round, or a hexagon of the same area with such edges");
  t.add("a", request.a, "Lattice constant of graphene (A)").in(lengths());
  t.add("gap", request.gap, "Smallest distance of the atoms of two stacks (A)").in(lengths());
  t.add("min-distance", request.min_distance, "Smallest distance of two single atoms (A)").in(lengths());
  t.add("seed", request.seed, "Seed of the random numbers");
  add_built_output(t, output);
  t.add("deck", deck, "Deck to write that anneals the structure, run.in beside model.xyz").as(Path::output);
  t.add("potential", potential, "Potential that the deck names");
  t.add("temperature", temperature, "Of the deck's anneal (K)").in(temperatures());
  t.add("table", table, "Table to write of the stacks, for example stacks.csv").as(Path::output);
}

report::Report BuildDomains::run(const Surroundings& around) {
  check_deck(*this);
  check_room(2 * static_cast<double>(request.atoms));  // stacks and galleries
  const DomainStructure made = domains(request);
  report::Report report = write_built(made.structure, output, around);
  add_numbers(report, made);
  put_table(report, table, [&] { return stack_table(made.stacks); });
  put_table(report, deck, [&] { return domain_deck(made, potential, temperature); });
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs
