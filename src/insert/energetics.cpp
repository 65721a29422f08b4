#include "insert/energetics.h"

#include <fmt/format.h>

#include <map>

#include "build/crystal.h"
#include "build/species.h"
#include "core/elements.h"
#include "insert/energy_table.h"

namespace nacre::insert {

namespace {
/// Structures evaluated at once where there is one for every atom of the species.
constexpr std::size_t at_once = 64;

class PotentialEnergetics final : public Energetics {
 public:
  PotentialEnergetics(const InsertSettings& settings, std::unique_ptr<BatchForce> batch,
                      std::unique_ptr<Screening> screening)
      : batch_(std::move(batch)),
        screening_(std::move(screening)),
        full_(make_force(potential_path(settings), Precision::full)),
        table_settings_{settings.tolerance, settings.exact} {}

  const std::vector<std::string>& species() const override { return batch_->species(); }

  std::vector<double> screen(const Structure& s, int type, const Candidates& c) override {
    if (table_ == nullptr) table_ = std::make_unique<EnergyTable>(*screening_, type, table_settings_);
    if (!saved_.integers.empty()) table_->load(saved_);
    saved_ = {};
    return table_->update(s.atoms, s.box, c.index, c.position);
  }

  std::vector<double> without(const Structure& s, const std::vector<int>& atoms) override {
    std::vector<double> energies(atoms.size());
    std::vector<Evaluation> results;
    for (std::size_t first = 0; first < atoms.size(); first += at_once) {
      std::vector<Structure> some;
      for (std::size_t i = first; i < std::min(atoms.size(), first + at_once); ++i)
        some.push_back(without_atom(s, atoms[i]));
      std::vector<BatchItem> items;
      items.reserve(some.size());
      for (const Structure& one : some) items.push_back({&one.atoms, &one.box});
      batch_->compute(items, {}, results);
      for (std::size_t i = 0; i < items.size(); ++i) energies[first + i] = results[i].energy;
    }
    return energies;
  }

  void relax(std::vector<Trial>& trials, const RelaxOptions& options) override {
    std::vector<RelaxItem> items;
    items.reserve(trials.size());
    for (Trial& t : trials) items.push_back({&t.structure.atoms, &t.structure.box, t.fixed});
    std::vector<RelaxResult> results = nacre::relax(*batch_, items, options);
    for (std::size_t i = 0; i < trials.size(); ++i) trials[i].result = std::move(results[i]);
  }

  void evaluate(const Structure& s, Evaluation& now) override {
    full_->reset();  // a list made anew: the energy is a function of the structure alone
    full_->compute(s.atoms, s.box, {}, now);
  }

  void save(Record& record) const override {
    if (table_ != nullptr)
      table_->save(record);
    else
      record = saved_;  // loaded, and no row was made since
  }
  void load(const Record& record) override { saved_ = record; }

 private:
  std::unique_ptr<BatchForce> batch_;
  std::unique_ptr<Screening> screening_;
  std::unique_ptr<Force> full_;
  EnergyTableSettings table_settings_;
  std::unique_ptr<EnergyTable> table_;
  Record saved_;
};

/// Lattice constants (Å) to begin with.
const std::map<std::string, double>& bcc_metals() {
  static const std::map<std::string, double> known{{"Li", 3.51}, {"Na", 4.29}, {"K", 5.33}, {"Rb", 5.59}, {"Cs", 6.14}};
  return known;
}

double bcc_lattice_constant(const std::string& element) {
  if (!has_known_bulk(element))
    throw Error("the bulk of this element is not known; give its energy").key("bulk_energy").value(element);
  return bcc_metals().at(element);
}
}  // namespace

std::unique_ptr<Energetics> make_energetics(const InsertSettings& settings, std::unique_ptr<BatchForce> batch,
                                            std::unique_ptr<Screening> screening) {
  return std::make_unique<PotentialEnergetics>(settings, std::move(batch), std::move(screening));
}

Structure with_atom(const Structure& s, int type, Vec3 position) {
  Structure more{s.atoms.clone(), s.box};
  more.atoms.resize(s.atoms.size() + 1);
  more.atoms.position.back() = position;
  more.atoms.type.back() = type;
  more.atoms.mass.back() = element_mass(atomic_number(s.atoms.species[type]));
  return more;
}

Structure without_atom(const Structure& s, int atom) {
  Structure less{s.atoms.clone(), s.box};
  Atoms& a = less.atoms;
  const auto drop = [&](auto& v) {
    if (!v.empty()) v.erase(v.begin() + atom);
  };
  drop(a.position), drop(a.velocity), drop(a.mass), drop(a.type);
  for (auto& labels : a.group) drop(labels);
  return less;
}

bool has_known_bulk(const std::string& element) { return bcc_metals().count(element) > 0; }

Bulk relax_bulk(const std::string& path, const std::string& element) {
  Crystal request;
  request.name = "bcc", request.element = element, request.a = bcc_lattice_constant(element);
  Structure s = crystal(request);
  const auto force = make_batch_force(path, Precision::full);
  s.atoms.use_species(force->species());
  RelaxOptions options;
  options.method = "cg";
  options.cell = CellFreedom::hydrostatic;
  options.force_tolerance = 1e-4;
  const RelaxResult r = std::move(relax(*force, {{&s.atoms, &s.box, {}}}, options)[0]);
  if (!r.is_usable() || r.reason == RelaxReason::runaway)
    throw Error(fmt::format("bulk {} cannot be relaxed with this potential ({}); give its energy", element,
                            r.message.empty() ? relax_reason_text(r.reason) : r.message),
                Error::Kind::failed)
        .key("bulk_energy");
  return {r.energy / static_cast<double>(s.atoms.size()), norm(s.box.h().row(0))};
}

}  // namespace nacre::insert
