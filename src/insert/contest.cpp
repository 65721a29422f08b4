#include "insert/contest.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace nacre::insert {

namespace {
constexpr double rounding = 2e-6;       // eV, an energy in single precision, times the root of the number of atoms
constexpr double undecided = 10;        // times that: what is evaluated again
constexpr std::size_t most_judged = 4;  // structures a row that are evaluated again
constexpr double near_energy = 0.02;    // eV, of column within_20_meV
constexpr double other_place = 0.5;     // Å
constexpr double same_place = 0.3, same_energy = 0.005;  // Å, eV: one minimum, reached twice

bool is_usable(const Trial& t) { return t.result.is_usable() && t.result.reason != RelaxReason::runaway; }

/// Indices, the lowest energy first; equal ones by index.
std::vector<int> by_energy(const std::vector<Trial>& trials, std::vector<int> indices) {
  std::sort(indices.begin(), indices.end(), [&](int a, int b) {
    const double ea = trials[a].result.energy, eb = trials[b].result.energy;
    return ea != eb ? ea < eb : a < b;
  });
  return indices;
}

/// Those of `indices` that went well; throws when none did.
std::vector<int> usable(const std::vector<Trial>& trials, const std::vector<int>& indices) {
  std::vector<int> good;
  for (const int i : indices)
    if (is_usable(trials[i])) good.push_back(i);
  if (good.empty())
    throw Error("no candidate can be relaxed: " + trials[indices[0]].result.message, Error::Kind::failed);
  return good;
}
}  // namespace

double nearest_distance(const Box& box, Vec3 a, Vec3 b) {
  Vec3 s = box.fractional(a - b);
  for (int k = 0; k < 3; ++k)
    if (box.is_periodic(k)) s[k] -= std::round(s[k]);
  const double rounded = norm(box.cartesian(s));
  const double half = 0.5 * std::min({box.thickness(0), box.thickness(1), box.thickness(2)});
  if (rounded <= half || box.is_orthogonal()) return rounded;  // no other image can be nearer
  double least = std::numeric_limits<double>::infinity();
  for (int i = -1; i <= 1; ++i)
    for (int j = -1; j <= 1; ++j)
      for (int k = -1; k <= 1; ++k) {
        const Vec3 shift{box.is_periodic(0) ? double(i) : 0, box.is_periodic(1) ? double(j) : 0,
                         box.is_periodic(2) ? double(k) : 0};
        least = std::min(least, norm(box.cartesian(s + shift)));
      }
  return least;
}

Contest::Contest(const InsertSettings& settings, Energetics& energetics, std::function<bool()> stop)
    : settings_(settings), energetics_(energetics), stop_(std::move(stop)) {}

bool Contest::stopped() {
  was_stopped_ = was_stopped_ || (stop_ && stop_());
  return was_stopped_;
}

std::string Contest::reason_word(RelaxReason reason) {
  switch (reason) {
    case RelaxReason::converged:
      return "converged";
    case RelaxReason::all_steps:
      return "all_steps";
    case RelaxReason::stalled:
      return "stalled";
    default:
      return "stopped";
  }
}

RelaxOptions Contest::options(double tolerance, std::int64_t steps) {
  RelaxOptions o;
  o.method = settings_.relax.algorithm;
  o.force_tolerance = tolerance;
  o.max_steps = steps;
  o.stop = [this] { return stopped(); };
  return o;
}
RelaxOptions Contest::last_options() {
  RelaxOptions o = options(settings_.relax.force_tolerance, settings_.relax.max_steps);
  o.cell = settings_.relax.box;
  return o;
}

bool Contest::relax_alone(Trial& trial) {
  std::vector<Trial> one;
  one.push_back(std::move(trial));
  energetics_.relax(one, last_options());
  trial = std::move(one[0]);
  if (was_stopped_) return false;
  if (!is_usable(trial)) throw Error("the structure cannot be relaxed: " + trial.result.message, Error::Kind::failed);
  return true;
}

int Contest::run(std::vector<Trial>& trials, const std::vector<Vec3>& places, Step& step) {
  step.row.relaxed = static_cast<std::int64_t>(trials.size());
  std::vector<int> chosen(trials.size());
  std::iota(chosen.begin(), chosen.end(), 0);
  if (settings_.relax.local) chosen = first_stage(trials, places, step);
  if (!was_stopped_) chosen = last_stage(trials, chosen, step);
  if (was_stopped_) return -1;
  const int winner = choose(trials, chosen, step.now);
  step.row.near_winner = near_winner(trials, chosen, winner, places);
  step.row.steps = trials[winner].result.steps;
  step.row.reason = reason_word(trials[winner].result.reason);
  step.structure = std::move(trials[winner].structure);
  step.end = Step::End::found;
  return winner;
}

std::vector<int> Contest::first_stage(std::vector<Trial>& trials, const std::vector<Vec3>& places, Step& step) {
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const Structure& s = trials[i].structure;
    trials[i].fixed.resize(s.atoms.size());
    for (std::size_t a = 0; a < s.atoms.size(); ++a)
      trials[i].fixed[a] = nearest_distance(s.box, s.atoms.position[a], places[i]) > settings_.relax.radius ? 1 : 0;
  }
  energetics_.relax(trials, options(settings_.relax.local_tolerance, settings_.relax.local_steps));
  if (was_stopped_) return {};
  for (const Trial& t : trials) step.row.calls += t.result.calls;
  return finalists(trials, places);
}

/// All atoms of the chosen ones; returns those that went well.
std::vector<int> Contest::last_stage(std::vector<Trial>& trials, const std::vector<int>& chosen, Step& step) {
  std::vector<Trial> moving;
  moving.reserve(chosen.size());
  for (const int i : chosen) moving.push_back({std::move(trials[i].structure), {}, {}});
  energetics_.relax(moving, last_options());
  if (was_stopped_) return {};
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    step.row.calls += moving[k].result.calls;
    moving[k].result.steps += trials[chosen[k]].result.steps;
    trials[chosen[k]] = std::move(moving[k]);
  }
  return usable(trials, chosen);
}

std::vector<int> Contest::finalists(const std::vector<Trial>& trials, const std::vector<Vec3>& places) const {
  std::vector<int> all(trials.size()), kept;
  std::iota(all.begin(), all.end(), 0);
  for (const int i : by_energy(trials, usable(trials, all))) {
    if (static_cast<int>(kept.size()) == settings_.relax.finalists) break;
    if (!kept.empty() && trials[i].result.energy > trials[kept[0]].result.energy + settings_.relax.window) break;
    const Vec3 place = place_of(trials[i], places[i]);
    const bool is_new = std::none_of(kept.begin(), kept.end(), [&](int k) {
      return std::abs(trials[i].result.energy - trials[k].result.energy) < same_energy &&
             nearest_distance(trials[i].structure.box, place, place_of(trials[k], places[k])) < same_place;
    });
    if (is_new) kept.push_back(i);
  }
  return kept;
}

int Contest::choose(std::vector<Trial>& trials, const std::vector<int>& finalists, Evaluation& now) {
  const std::vector<int> order = by_energy(trials, finalists);
  const double margin = undecided * rounding * std::sqrt(static_cast<double>(trials[order[0]].structure.atoms.size()));
  int winner = -1;
  for (std::size_t k = 0; k < std::min(order.size(), most_judged); ++k) {
    if (trials[order[k]].result.energy > trials[order[0]].result.energy + margin) break;
    Evaluation e;
    energetics_.evaluate(trials[order[k]].structure, e);
    const bool lower = winner < 0 || e.energy < now.energy || (e.energy == now.energy && order[k] < winner);
    if (lower) winner = order[k], now = std::move(e);
  }
  return winner;
}

int Contest::near_winner(const std::vector<Trial>& trials, const std::vector<int>& finalists, int winner,
                         const std::vector<Vec3>& places) const {
  int count = 0;
  for (const int i : finalists)
    if (i != winner && trials[i].result.energy <= trials[winner].result.energy + near_energy &&
        nearest_distance(trials[i].structure.box, place_of(trials[i], places[i]),
                         place_of(trials[winner], places[winner])) > other_place)
      ++count;
  return count;
}

Vec3 Contest::place_of(const Trial& trial, Vec3 place) const {
  return settings_.mode == Mode::remove ? place : trial.structure.atoms.position.back();
}

}  // namespace nacre::insert
