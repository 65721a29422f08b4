#include "insert/search.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/whole_number.h"

namespace nacre::insert {

namespace {
constexpr double pore = 6;  // Å, reach of the field for maxima: half the width of what it tells apart

int type_of(const std::vector<std::string>& species, const std::string& name) {
  const auto found = std::find(species.begin(), species.end(), name);
  if (found == species.end()) {
    std::string all;
    for (const std::string& s : species) all += (all.empty() ? "" : " ") + s;
    throw Error("the potential does not know the inserted species").key("species").value(name).allowed(all);
  }
  return static_cast<int>(found - species.begin());
}

}  // namespace

Search::Search(const InsertSettings& settings, Energetics& energetics, double bulk_energy, std::function<bool()> stop)
    : settings_(settings),
      energetics_(energetics),
      bulk_energy_(bulk_energy),
      contest_(settings, energetics, std::move(stop)),
      type_(type_of(energetics.species(), settings.species)) {}

bool Search::relax_start(Structure& structure) {
  Trial trial{{structure.atoms.clone(), structure.box}, {}, {}};
  if (!contest_.relax_alone(trial)) return false;
  structure = std::move(trial.structure);
  return true;
}

Step Search::next(const Structure& structure, double energy, std::int64_t number, std::int64_t most) {
  if (contest_.stopped()) {
    Step step;
    step.end = Step::End::interrupted;
    return step;
  }
  Step step = settings_.mode == Mode::insert   ? insert(structure)
              : settings_.mode == Mode::remove ? remove(structure, energy)
                                               : random(structure, number, most);
  if (contest_.was_stopped()) step.end = Step::End::interrupted;
  step.row.number += number;
  step.row.energy = step.now.energy;
  step.row.seed = settings_.seed();
  return step;
}

/// The grid lies anywhere, as the seed says: the atoms are shifted by a part of its step, and the candidates back.
DistanceField Search::field_of(const Structure& s, Vec3& shift) const {
  double reach = settings_.reduce == Reduction::local_maxima ? pore : 0;
  for (const std::string& name : s.atoms.species) reach = std::max(reach, settings_.min_distance_to(name));
  DistanceField field(s.box, static_cast<int>(s.atoms.species.size()), settings_.spacing, reach + 1e-6);
  const auto u = random_uniform(settings_.seed(), 0, 0, Purpose::insert_grid);
  Vec3 part;
  for (int k = 0; k < 3; ++k) part[k] = s.box.is_periodic(k) ? u[k] / field.counts()[k] : 0;
  shift = s.box.cartesian(part);
  Atoms shifted = s.atoms.clone();
  for (Vec3& r : shifted.position) r += shift;
  field.compute(shifted);
  return field;
}

Candidates Search::candidates(const DistanceField& field) const {
  CandidateSettings c;
  for (const std::string& name : energetics_.species()) c.minimum.push_back(settings_.min_distance_to(name));
  c.reduction = settings_.reduce;
  c.disc = settings_.disc;
  c.seed = settings_.seed();
  return find_candidates(field, c);
}

std::vector<int> Search::keep(const std::vector<double>& energies, const std::vector<Vec3>& places, const Box& box,
                              double apart) const {
  std::vector<int> order, kept;
  for (std::size_t i = 0; i < energies.size(); ++i)
    if (std::isfinite(energies[i])) order.push_back(static_cast<int>(i));
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return energies[a] != energies[b] ? energies[a] < energies[b] : a < b; });
  for (const int i : order) {
    if (static_cast<int>(kept.size()) == settings_.keep) break;
    const bool free = std::none_of(kept.begin(), kept.end(),
                                   [&](int k) { return nearest_distance(box, places[i], places[k]) < apart; });
    if (free) kept.push_back(i);
  }
  return kept;
}

Step Search::insert(const Structure& s) {
  Step step;
  Vec3 shift;
  Candidates found = candidates(field_of(s, shift));
  for (Vec3& r : found.position) r -= shift;
  if (found.position.empty()) return step;
  const std::vector<double> energies = energetics_.screen(s, type_, found);
  step.row.candidates = static_cast<std::int64_t>(found.position.size());
  std::vector<Trial> trials;
  std::vector<Vec3> places;
  for (const int c : keep(energies, found.position, s.box, settings_.apart)) {
    places.push_back(found.position[c]);
    trials.push_back({with_atom(s, type_, places.back()), {}, {}});
  }
  if (trials.empty()) return step;
  step.row.number = 1;
  if (contest_.run(trials, places, step) < 0) return step;
  const int last = static_cast<int>(step.structure.atoms.size()) - 1;
  step.row.position = step.structure.box.wrap(step.structure.atoms.position[last]);
  step.row.binding = energy_of(without_atom(step.structure, last)) + bulk_energy_ - step.now.energy;
  return step;
}

Step Search::remove(const Structure& s, double energy) {
  Step step;
  std::vector<int> atoms;
  std::vector<Vec3> all;
  for (std::size_t i = 0; i < s.atoms.size(); ++i)
    if (s.atoms.type[i] == type_) atoms.push_back(static_cast<int>(i)), all.push_back(s.atoms.position[i]);
  if (atoms.empty()) return step;
  const std::vector<double> energies = energetics_.without(s, atoms);
  step.row.candidates = static_cast<std::int64_t>(atoms.size());
  std::vector<Trial> trials;
  std::vector<Vec3> places;
  const std::vector<int> kept = keep(energies, all, s.box, 0);
  for (const int c : kept) {
    places.push_back(all[c]);
    trials.push_back({without_atom(s, atoms[c]), {}, {}});
  }
  step.row.number = -1;
  const int winner = contest_.run(trials, places, step);
  if (winner < 0) return step;
  step.row.position = s.box.wrap(places[winner]);
  step.row.binding = energy_of(without_atom(s, atoms[kept[winner]])) + bulk_energy_ - energy;
  return step;
}

Step Search::random(const Structure& s, std::int64_t number, std::int64_t most) {
  Step step;
  Vec3 shift;
  DistanceField field = field_of(s, shift);
  std::vector<Trial> trials(1);
  trials[0].structure = {s.atoms.clone(), s.box};
  for (std::int64_t k = 0; k < std::min<std::int64_t>(settings_.batch_size, most); ++k) {
    const Candidates found = candidates(field);
    if (found.position.empty()) break;
    const auto u = random_uniform(settings_.seed(), static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(k),
                                  Purpose::insert_random);
    const auto i = within<std::size_t>(u[0] * static_cast<double>(found.position.size()), 0, found.position.size() - 1);
    trials[0].structure = with_atom(trials[0].structure, type_, found.position[i] - shift);
    field.insert(found.position[i], type_);
    step.row.candidates = std::max(step.row.candidates, static_cast<std::int64_t>(found.position.size()));
    ++step.row.number;
  }
  if (step.row.number == 0) return step;
  if (!contest_.relax_alone(trials[0])) return step;
  step.end = Step::End::found;
  step.row.relaxed = 1;
  step.row.steps = trials[0].result.steps, step.row.calls = trials[0].result.calls;
  step.row.reason = Contest::reason_word(trials[0].result.reason);
  step.structure = std::move(trials[0].structure);
  energetics_.evaluate(step.structure, step.now);
  if (step.row.number == 1) {
    const int last = static_cast<int>(step.structure.atoms.size()) - 1;
    step.row.position = step.structure.box.wrap(step.structure.atoms.position[last]);
    step.row.binding = energy_of(without_atom(step.structure, last)) + bulk_energy_ - step.now.energy;
  }
  return step;
}

double Search::energy_of(const Structure& structure) {
  Evaluation e;
  energetics_.evaluate(structure, e);
  return e.energy;
}

}  // namespace nacre::insert
