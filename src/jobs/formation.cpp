#include "jobs/formation.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>

#include "core/elements.h"
#include "core/error.h"
#include "insert/energetics.h"
#include "io/ranges.h"
#include "io/words.h"
#include "jobs/frame_batches.h"
#include "jobs/potential.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs {

namespace {
/// Numbers of atoms by element, in alphabetical order.
using Composition = std::map<std::string, std::int64_t>;

Composition composition_of(const Atoms& atoms) {
  Composition out;
  for (const int t : atoms.type) ++out[atoms.species[t]];
  return out;
}

std::string formula_of(const Composition& composition) {
  std::string text;
  for (const auto& [element, count] : composition) text += (text.empty() ? "" : " ") + element + std::to_string(count);
  return text;
}

/// "C=VALUE" as element and value.
std::pair<std::string, std::string> split_pair(const char* key, const std::string& word) {
  const std::size_t at = word.find('=');
  const std::string element = word.substr(0, at);
  if (at == std::string::npos || at + 1 == word.size() || atomic_number(element) == 0)
    throw Error("an element, = and a value are needed")
        .key(key)
        .value(word)
        .allowed("such as C=-7.4 or C=graphene.xyz");
  return {element, word.substr(at + 1)};
}

/// One structure and its energies; absent: not asked for, or none of that element.
struct FormationRow {
  std::string file;
  std::int64_t frame = 0, atoms = 0;
  std::string formula;
  double energy = 0, formation = 0;
  std::optional<double> an_element_atom, an_edge;
};

/// Energies by the potential, and the energies an atom that they are compared with.
class FormationEnergies {
 public:
  FormationEnergies(const Formation& job, const Surroundings& around)
      : job_(job),
        around_(around),
        path_(potential_path(around, job.potential)),
        force_(open_potential(path_, Device::cpu, Precision::full)) {
    for (const std::string& word : job.energies) {
      const auto [element, value] = split_pair("energy", word);
      give("energy", element, to_real(value, "energy"));
    }
    for (const std::string& word : job.references) {
      const auto [element, file] = split_pair("reference", word);
      give("reference", element, energy_an_atom(element, file));
    }
  }

  std::vector<FormationRow> rows() {
    std::vector<FormationRow> out;
    for (const std::string& file : job_.inputs)
      for_frames(file, [&](const Frame& frame, double energy) {
        const bool is_next = !out.empty() && out.back().file == file;
        out.push_back(row_of(frame.atoms, energy));
        out.back().file = file, out.back().frame = is_next ? out[out.size() - 2].frame + 1 : 1;
      });
    return out;
  }
  const std::map<std::string, double>& known() const { return known_; }

 private:
  void give(const char* key, const std::string& element, double value) {
    if (!known_.emplace(element, value).second) throw Error("this element was given twice").key(key).value(element);
  }

  template <class Action>
  void for_frames(const std::string& file, Action&& action) {
    FrameBatches batches(around_.path(file));
    std::vector<Evaluation> found;
    while (batches.next(force_->species())) {
      batches.with_place([&] { force_->compute(batches.items(), {}, found); });
      for (std::size_t f = 0; f < found.size(); ++f) action(batches.frames()[f], found[f].energy);
    }
  }

  /// Of the first frame of a file that holds the element alone.
  double energy_an_atom(const std::string& element, const std::string& file) {
    std::optional<double> first;
    for_frames(file, [&](const Frame& frame, double energy) {
      const Composition c = composition_of(frame.atoms);
      if (c.size() != 1 || c.begin()->first != element)
        throw Error("a reference is of its element alone")
            .file(file)
            .key("reference")
            .value(formula_of(c))
            .allowed(element);
      if (!first) first = energy / static_cast<double>(frame.atoms.size());
    });
    return first.value();
  }

  double energy_of(const std::string& element) {
    if (known_.count(element) == 0) known_[element] = metal_energy(element);
    return known_.at(element);
  }
  double metal_energy(const std::string& element) const {
    if (insert::has_known_bulk(element)) return insert::relax_bulk(path_, element).energy;
    throw Error("the energy of an atom of this element is needed")
        .key("energy")
        .value(element)
        .allowed("--energy " + element + "=VALUE or --reference " + element + "=FILE");
  }

  FormationRow row_of(const Atoms& atoms, double energy) {
    const Composition composition = composition_of(atoms);
    FormationRow row;
    row.atoms = static_cast<std::int64_t>(atoms.size()), row.formula = formula_of(composition);
    row.energy = row.formation = energy;
    for (const auto& [element, count] : composition) row.formation -= static_cast<double>(count) * energy_of(element);
    if (const auto of = composition.find(job_.per); of != composition.end())
      row.an_element_atom = row.formation / static_cast<double>(of->second);
    if (job_.edge_length > 0) row.an_edge = row.formation / job_.edge_length;
    return row;
  }

  const Formation& job_;
  const Surroundings& around_;
  std::string path_;
  std::unique_ptr<BatchForce> force_;
  std::map<std::string, double> known_;  ///< eV an atom
};

report::Cell cell_of(const std::optional<double>& value) { return value ? report::Cell(*value) : report::Cell(); }

report::Table table_of(const std::vector<FormationRow>& rows, const std::map<std::string, double>& known) {
  report::Table table{"",
                      {"formation energies: E - sum of n mu; mu in eV an atom:"},
                      {{"file"},
                       {"frame"},
                       {"atoms"},
                       {"formula"},
                       {"energy_eV", "{:.9f}"},
                       {"formation_energy_eV", "{:.9f}"},
                       {"formation_energy_eV_per_atom", "{:.9f}"},
                       {"formation_energy_eV_per_element", "{:.9f}"},
                       {"edge_energy_eV_per_A", "{:.9f}"}},
                      {}};
  for (const auto& [element, value] : known) table.comments.push_back(fmt::format("{} {:.9f}", element, value));
  for (const FormationRow& r : rows)
    table.rows.push_back({r.file, r.frame, r.atoms, r.formula, r.energy, r.formation,
                          r.formation / static_cast<double>(r.atoms), cell_of(r.an_element_atom), cell_of(r.an_edge)});
  return table;
}

std::string line_of_row(const FormationRow& r, const std::string& element) {
  std::string text = fmt::format("{} frame {}: {}, formation energy {:.6f} eV, {:.6f} eV/atom", r.file, r.frame,
                                 r.formula, r.formation, r.formation / static_cast<double>(r.atoms));
  if (r.an_element_atom) text += fmt::format(", {:.6f} eV/{}", *r.an_element_atom, element);
  if (r.an_edge) text += fmt::format(", {:.6f} eV/A of edge", *r.an_edge);
  return text;
}

report::Summary::Map map_of(const FormationRow& r) {
  report::Summary::Map map{{"file", r.file},
                           {"frame", r.frame},
                           {"atoms", r.atoms},
                           {"energy_eV", r.energy},
                           {"formation_energy_eV", r.formation},
                           {"formation_energy_eV_per_atom", r.formation / static_cast<double>(r.atoms)}};
  if (r.an_element_atom) map.emplace_back("formation_energy_eV_per_element", *r.an_element_atom);
  if (r.an_edge) map.emplace_back("edge_energy_eV_per_A", *r.an_edge);
  return map;
}
}  // namespace

void Formation::options(Options& table) {
  table.add_positional("POTENTIAL", potential, "Potential file, or tersoff-carbon").require().as(Path::input);
  table.add_positional("FILES", inputs, "Structures").require().as(Path::input);
  table.add("energy", energies, "Energy of an atom, A=value (eV), repeated").repeat();
  table
      .add("reference", references,
           "A=FILE, repeated: the energy of an atom is that of this structure of A alone; of Li, Na, K, Rb and Cs else "
           "their relaxed bcc metal")
      .repeat();
  table.add("per", per, "Also by the number of atoms of this element");
  table.add("edge-length", edge_length, "Also an energy of edges: their length in all (A)").in(lengths()).no_standard();
  table.add("output", output, "Table to write, for example formation.csv").shortly("o").as(Path::output);
}

report::Report Formation::run(const Surroundings& around) {
  FormationEnergies energies_of(*this, around);
  const std::vector<FormationRow> rows = energies_of.rows();
  report::Report report;
  std::vector<report::Summary::Map> maps;
  for (const FormationRow& r : rows) {
    report.words += line_of_row(r, per) + "\n";
    maps.push_back(map_of(r));
  }
  report::Summary::Map known;
  for (const auto& [element, value] : energies_of.known()) known.emplace_back(element, value);
  report.summary.put_map("energies_eV_per_atom", std::move(known));
  report.summary.put_maps("structures", std::move(maps));
  put_table(report, output, [&] { return table_of(rows, energies_of.known()); });
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs
