#include "insert/keys.h"

#include <cmath>

#include "core/elements.h"
#include "io/key_table.h"
#include "minimize/minimizer.h"

namespace nacre::insert {

namespace {
constexpr std::int64_t most = 1000000000;

double real(const Words& w, const Range& range) {
  w.expect_arguments(1, 1, "one number");
  return w.real(1, w[0], range);
}
std::int64_t integer(const Words& w, std::int64_t low, std::int64_t high = most) {
  w.expect_arguments(1, 1, "one integer");
  return w.integer(1, w[0], low, high);
}
const std::string& text(const Words& w) {
  w.expect_arguments(1, 1, "one word");
  return w[1];
}
const std::string& choice(const Words& w, const std::vector<std::string>& choices) {
  w.expect_arguments(1, 1, "one word");
  return w.choice(1, w[0], choices);
}
bool truth(const Words& w) { return choice(w, {"true", "false"}) == "true"; }
void check_element(const Words& w, const std::string& symbol) {
  if (atomic_number(symbol) > 0) return;
  throw w.at(Error("unknown element").key(w[0]).value(w[1]).allowed("H .. Lr").nearest(nearest_element(symbol)));
}
std::string element(const Words& w) {
  check_element(w, text(w));
  return w[1];
}
std::optional<double> number_or_auto(const Words& w) {
  w.expect_arguments(1, 1, "a number or auto");
  if (w[1] == "auto") return {};
  return w.real(1, w[0]);
}

void parse_mode(const Words& w, InsertSettings& s) {
  const std::string& m = choice(w, {"insert", "remove", "random"});
  s.mode = m == "insert" ? Mode::insert : m == "remove" ? Mode::remove : Mode::random;
}
void parse_seed(const Words& w, InsertSettings& s) {
  w.expect_arguments(1, 1000, "one integer or a list");
  s.seeds.clear();
  for (std::size_t i = 1; i < w.size(); ++i) {
    const auto seed = static_cast<std::uint64_t>(w.integer(i, w[0], 0));
    for (const std::uint64_t other : s.seeds)
      if (seed == other) throw w.at(Error("this seed is given twice").key(w[0]).value(w[i]));
    s.seeds.push_back(seed);
  }
}
void parse_min_distance(const Words& w, InsertSettings& s) {
  std::string pair = w[1];
  if (const auto dash = pair.find('-'); dash != std::string::npos) {
    const std::string first = pair.substr(0, dash), second = pair.substr(dash + 1);
    if (first != s.species && second != s.species)
      throw w.at(
          Error("a pair must name the inserted species").key(w[0]).value(pair).allowed("such as " + s.species + "-C"));
    pair = first == s.species ? second : first;
  }
  check_element(w, pair);
  if (!s.min_distance.emplace(pair, w.real(2, w[0] + " " + w[1], between(0.1, 20))).second)
    throw w.at(Error("this pair is given twice").key(w[0]).value(w[1]));
}
void parse_reduce(const Words& w, InsertSettings& s) {
  const std::string& r = choice(w, {"none", "maxima", "poisson"});
  s.reduce = r == "none" ? Reduction::all : r == "maxima" ? Reduction::local_maxima : Reduction::poisson_disc;
}
void parse_box(const Words& w, InsertSettings& s) {
  s.relax.box = choice(w, {"none", "hydrostatic"}) == "none" ? CellFreedom::fixed : CellFreedom::hydrostatic;
}
void parse_structures_file(const Words& w, InsertSettings& s) {
  for (const char* taken : {"insert.csv", "final.xyz", "insert.svg", "band.csv", "nacre.insert"})
    if (text(w) == taken) throw w.at(Error("this name is taken by another output").key(w[0]).value(w[1]));
  if (w[1].find('/') != std::string::npos) throw w.at(Error("a name, not a path").key(w[0]).value(w[1]));
  s.structures_file = w[1];
}
}  // namespace

const std::vector<Key>& key_table() {
  using W = const Words&;
  using S = InsertSettings&;
  static const std::vector<Key> table{
      {"structure", "file", "needed", "Extended XYZ, the first frame: the host, with or without atoms of the species.",
       [](W w, S s) { s.structure = text(w); }},
      {"potential", "file", "needed", "Any potential that `nacre run` reads and that knows all elements.",
       [](W w, S s) { s.potential = text(w); }},
      {"species", "element", "Na", "What is inserted or removed.", [](W w, S s) { s.species = element(w); }},
      {"host", "element", "C", "Whose atoms the ratio counts.", [](W w, S s) { s.host = element(w); }},
      {"mode", "insert \\| remove \\| random", "insert",
       "One atom after another at its best place; the reverse; `batch_size` atoms at random allowed points, relaxed.",
       parse_mode},
      {"batch_size", "integer >= 1", "1", "Atoms added at once in the mode `random`.",
       [](W w, S s) { s.batch_size = static_cast<int>(integer(w, 1, 1000000)); }},
      {"seed", "integer, or a list of them", "1",
       "Shifts the grid of candidates, orders the discs, draws random points. A list: a run for each, in the folders "
       "`seed-N`, and their band.",
       parse_seed},
      {"until.count", "integer >= 0", "none", "Ends when the structure has so many atoms of the species.",
       [](W w, S s) { s.until.count = integer(w, 0); }},
      {"until.ratio", "number >= 0", "none", "Ends at so many atoms of the species for each host atom.",
       [](W w, S s) { s.until.ratio = real(w, at_least(0)); }},
      {"until.voltage", "V", "none",
       "Ends when the smoothed voltage of a full window is below this (`remove`: above this).",
       [](W w, S s) { s.until.voltage = real(w, {}); }},
      {"candidates.spacing", "Å, 0.05 to 5", "0.4", "Longest step of the grid of candidates.",
       [](W w, S s) { s.spacing = real(w, between(0.05, 5)); }},
      {"candidates.min_distance", "map: `Na-C: 2.0`", "3.0 to the species, 2.0 to others",
       "Å; candidates keep this distance from every atom.", parse_min_distance, true},
      {"candidates.reduce", "none \\| maxima \\| poisson", "none",
       "All allowed grid points, those where the clearance has a maximum, or points a disc apart in random order.",
       parse_reduce},
      {"candidates.radius", "Å, > 0", "0.8", "Smallest distance between candidates, of `reduce: poisson`.",
       [](W w, S s) { s.disc = real(w, positive()); }},
      {"screen.keep", "integer >= 1", "50", "Candidates (or atoms to remove) of lowest energy that are relaxed.",
       [](W w, S s) { s.keep = static_cast<int>(integer(w, 1, 1000000)); }},
      {"screen.apart", "Å, >= 0", "0.8", "A candidate nearer than this to a lower one is not kept.",
       [](W w, S s) { s.apart = real(w, at_least(0)); }},
      {"screen.exact", "true \\| false", "false",
       "true: all candidate energies anew at every step; false: only where surroundings changed.",
       [](W w, S s) { s.exact = truth(w); }},
      {"screen.tolerance", "Å, >= 0", "0.02", "Surroundings have changed when an atom moved farther than this.",
       [](W w, S s) { s.tolerance = real(w, at_least(0)); }},
      {"relax.algorithm", "cg \\| lbfgs \\| fire \\| sd", "cg", "Minimiser; all relaxations of a step are one batch.",
       [](W w, S s) { s.relax.algorithm = choice(w, known_minimizers()); }},
      {"relax.force_tolerance", "eV/Å, > 0", "0.005", "Largest component of a force in a relaxed structure.",
       [](W w, S s) { s.relax.force_tolerance = real(w, positive()); }},
      {"relax.local_tolerance", "eV/Å, > 0", "0.02", "The same for the local stage.",
       [](W w, S s) { s.relax.local_tolerance = real(w, positive()); }},
      {"relax.local_steps", "integer >= 0", "50",
       "Most steps of the local stage: enough to tell which candidates are worth the second.",
       [](W w, S s) { s.relax.local_steps = integer(w, 0); }},
      {"relax.max_steps", "integer >= 0", "1000", "Most steps of a relaxation to the end.",
       [](W w, S s) { s.relax.max_steps = integer(w, 0); }},
      {"relax.scope", "local \\| full", "local",
       "local: atoms within `radius` first, then all atoms of the `finalists`; full: all atoms of all kept.",
       [](W w, S s) {
         s.relax.local = choice(w, {"local", "full"}) == "local";
       }},
      {"relax.radius", "Å, > 0", "12", "Around the inserted or removed atom, of the local stage.",
       [](W w, S s) { s.relax.radius = real(w, positive()); }},
      {"relax.finalists", "integer >= 1", "10", "How many of the local stage go on to the second.",
       [](W w, S s) { s.relax.finalists = static_cast<int>(integer(w, 1, 1000000)); }},
      {"relax.window", "eV, >= 0", "0.5",
       "A candidate that is this far above the lowest after the local stage is dropped.",
       [](W w, S s) { s.relax.window = real(w, at_least(0)); }},
      {"relax.host", "true \\| false", "true", "Relax the structure before the first atom is inserted.",
       [](W w, S s) { s.relax.host = truth(w); }},
      {"relax.box", "none \\| hydrostatic", "none", "Relax the volume too, to zero pressure.", parse_box},
      {"bulk_energy", "auto \\| eV", "auto",
       "Energy of an atom of the species in its metal; auto: bcc, relaxed with this potential.",
       [](W w, S s) { s.bulk_energy = number_or_auto(w); }},
      {"host_energy", "auto \\| eV", "auto",
       "Zero of formation energies: the empty host; auto: the start (with what is in it).",
       [](W w, S s) { s.host_energy = number_or_auto(w); }},
      {"charge", "integer, 1 to 8", "1 of alkali, 2 of alkaline earths and Zn, 3 of Al and Y; needed for others",
       "Elementary charges of the inserted ion, for the voltage and the capacity.",
       [](W w, S s) { s.charge = static_cast<int>(integer(w, 1, 8)); }},
      {"host_molar_mass", "g/mol, > 0", "all atoms that are not inserted weigh",
       "Of an atom of `host`, for the capacity; the other elements then weigh nothing.",
       [](W w, S s) { s.host_molar_mass = real(w, positive()); }},
      {"capacity_basis", "host \\| total", "host",
       "The mass that the capacity is of: the host's, or that of host and inserted atoms together.",
       [](W w, S s) {
         s.of_total_mass = choice(w, {"host", "total"}) == "total";
       }},
      {"smoothing", "integer >= 1", "10", "Rows over which the smoothed voltage is taken.",
       [](W w, S s) { s.smoothing = static_cast<int>(integer(w, 1, 1000000)); }},
      {"structures.every", "integer >= 0", "10", "Rows between frames of the trajectory; 0: no trajectory.",
       [](W w, S s) { s.structures_every = integer(w, 0); }},
      {"structures.file", "name", "structures.xyz", "Extended XYZ with the energy of every atom.",
       parse_structures_file},
  };
  return table;
}

std::string key_schema() {
  std::vector<FileKey> keys;
  for (const Key& k : key_table()) {
    const bool of_one_mode = k.name == "batch_size";  // refused elsewhere
    keys.push_back(
        {k.name, k.values, of_one_mode ? k.standard + ", in the mode random alone" : k.standard, k.sentence});
  }
  return "# insert.yaml; one of the keys of `until` is needed\n" + key_file(keys);
}

std::string key_manual() {
  std::vector<std::vector<std::string>> rows;
  for (const Key& k : key_table()) rows.push_back({markdown_code(k.name), k.values, k.standard, k.sentence});
  return markdown_table({"key", "values", "default", "what it does"}, rows);
}

}  // namespace nacre::insert
