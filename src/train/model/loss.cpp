#include "train/model/loss.h"

#include <algorithm>
#include <cmath>

#include "train/data/differences.h"

namespace nacre::train {

namespace {

constexpr int virial_components[6][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {1, 2}, {2, 0}};

/// Sums of squares of one term: as it enters the loss, and plain.
struct Squares {
  double weighted = 0, plain = 0;
  std::size_t count = 0;
  void add(double error, double factor) {
    plain += error * error;
    weighted += factor * error * error;
    ++count;
  }
  double rmse() const { return count == 0 ? 0 : std::sqrt(plain / count); }
  double weighted_rmse() const { return count == 0 ? 0 : std::sqrt(weighted / count); }
  /// d(lambda rmse)/d(error) = lambda factor error / (count rmse).
  double seed_scale(double lambda) const {
    return weighted > 0 ? lambda / (static_cast<double>(count) * weighted_rmse()) : 0;
  }
};

struct Terms {
  Squares energy, force, virial, difference;
};

/// What multiplies the squared error of a component of the force on one atom.
double force_factor(const LossSettings& s, const TrainFrame& f, std::size_t atom) {
  double factor = f.weight * f.weight;
  if (!s.type_weight.empty()) factor *= s.type_weight[f.atoms.type[atom]] * s.type_weight[f.atoms.type[atom]];
  if (s.force_delta > 0) factor *= s.force_delta / (s.force_delta + norm(f.force[atom]));
  return factor;
}
double virial_factor(const LossSettings& s, const TrainFrame& f, int component) {
  const double w = f.weight * (component < 3 ? 1.0 : s.shear);
  return w * w;
}

void add_frame(const LossSettings& s, const TrainFrame& f, const Prediction& p, Terms& terms) {
  const double atoms = static_cast<double>(f.atoms.size());
  if (f.energy) terms.energy.add((p.energy - *f.energy) / atoms, f.weight * f.weight);
  for (std::size_t i = 0; i < f.force.size(); ++i)
    for (int c = 0; c < 3; ++c) terms.force.add(p.force[i][c] - f.force[i][c], force_factor(s, f, i));
  if (!f.virial) return;
  for (int c = 0; c < 6; ++c) {
    const auto [a, b] = virial_components[c];
    terms.virial.add((p.virial[a][b] - (*f.virial)[a][b]) / atoms, virial_factor(s, f, c));
  }
}

/// Predicted less labelled, eV an inserted atom.
double difference_error(const BatchDifference& d, const std::vector<const TrainFrame*>& frames,
                        const std::vector<Prediction>& p) {
  const double predicted = p[d.frame].energy - p[d.reference].energy;
  return (predicted - label_of(d, frames)) / d.atoms;
}
double difference_factor(const BatchDifference& d, const std::vector<const TrainFrame*>& frames) {
  return frames[d.frame]->weight * frames[d.frame]->weight;
}

void add_difference_seeds(double scale, const std::vector<BatchDifference>& differences,
                          const std::vector<const TrainFrame*>& frames, const std::vector<Prediction>& predictions,
                          std::vector<LossSeed>& seeds) {
  for (const BatchDifference& d : differences) {
    const double seed = scale * difference_factor(d, frames) * difference_error(d, frames, predictions) / d.atoms;
    seeds[d.frame].energy += seed;
    seeds[d.reference].energy -= seed;
  }
}

LossSeed seed_of(const LossSettings& s, const TrainFrame& f, const Prediction& p, const Terms& terms) {
  LossSeed seed;
  const double atoms = static_cast<double>(f.atoms.size());
  if (f.energy)
    seed.energy = terms.energy.seed_scale(s.energy) * f.weight * f.weight * (p.energy - *f.energy) / (atoms * atoms);
  seed.force.resize(f.force.size());
  const double force_scale = terms.force.seed_scale(s.force);
  for (std::size_t i = 0; i < f.force.size(); ++i)
    seed.force[i] = force_scale * force_factor(s, f, i) * (p.force[i] - f.force[i]);
  if (!f.virial) return seed;
  const double virial_scale = terms.virial.seed_scale(s.virial) / (atoms * atoms);
  for (int c = 0; c < 6; ++c) {
    const auto [a, b] = virial_components[c];
    seed.virial[a][b] = virial_scale * virial_factor(s, f, c) * (p.virial[a][b] - (*f.virial)[a][b]);
  }
  return seed;
}

}  // namespace

LossValue loss_of(const LossSettings& settings, const std::vector<const TrainFrame*>& frames,
                  const std::vector<Prediction>& predictions, const std::vector<double>& parameters,
                  std::vector<LossSeed>* seeds) {
  Terms terms;
  for (std::size_t i = 0; i < frames.size(); ++i) add_frame(settings, *frames[i], predictions[i], terms);
  const std::vector<BatchDifference> differences = differences_in(frames);
  for (const BatchDifference& d : differences)
    terms.difference.add(difference_error(d, frames, predictions), difference_factor(d, frames));
  LossValue value;
  value.rmse_energy = terms.energy.rmse();
  value.rmse_force = terms.force.rmse();
  value.rmse_virial = terms.virial.rmse();
  value.rmse_difference = terms.difference.rmse();
  if (!parameters.empty()) {
    double sum = 0, squares = 0;
    for (const double z : parameters) sum += std::abs(z), squares += z * z;
    const double count = static_cast<double>(parameters.size());
    value.l1 = settings.l1 * sum / count;
    value.l2 = settings.l2 * std::sqrt(squares / count);
  }
  value.total = settings.energy * terms.energy.weighted_rmse() + settings.force * terms.force.weighted_rmse() +
                settings.virial * terms.virial.weighted_rmse() +
                settings.difference * terms.difference.weighted_rmse() + value.l1 + value.l2;
  if (seeds != nullptr) {
    seeds->resize(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) (*seeds)[i] = seed_of(settings, *frames[i], predictions[i], terms);
    add_difference_seeds(terms.difference.seed_scale(settings.difference), differences, frames, predictions, *seeds);
  }
  return value;
}

void add_regularisation(const LossSettings& settings, const std::vector<double>& parameters,
                        std::vector<double>& gradient) {
  const double count = static_cast<double>(parameters.size());
  double squares = 0;
  for (const double z : parameters) squares += z * z;
  const double per_value = squares > 0 ? settings.l2 / (count * std::sqrt(squares / count)) : 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double z = parameters[i], sign = z > 0 ? 1 : z < 0 ? -1 : 0;
    gradient[i] += settings.l1 * sign / count + per_value * z;
  }
}

}  // namespace nacre::train
