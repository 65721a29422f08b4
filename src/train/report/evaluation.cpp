#include "train/report/evaluation.h"

#include <cmath>
#include <limits>
#include <map>

#include "train/data/differences.h"

namespace nacre::train {

namespace {
/// Atoms a part: enough to keep threads busy, few enough that their tables (some 100 kB an atom) stay small.
constexpr std::size_t part_atoms = 1500;

class MeanSquare {
 public:
  void add(double difference) { sum_ += difference * difference, ++count_; }
  double root() const {
    return count_ > 0 ? std::sqrt(sum_ / static_cast<double>(count_)) : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

struct Errors {
  std::size_t frames = 0;
  MeanSquare energy, force, virial, difference;

  void add(const TrainFrame& frame, const Prediction& p) {
    const auto n = static_cast<double>(frame.atoms.size());
    ++frames;
    if (frame.energy) energy.add((p.energy - *frame.energy) / n);
    for (std::size_t i = 0; i < frame.force.size(); ++i)
      for (int k = 0; k < 3; ++k) force.add(p.force[i][k] - frame.force[i][k]);
    if (!frame.virial) return;
    const std::vector<double> found = six_of(p.virial), label = six_of(*frame.virial);
    for (int k = 0; k < 6; ++k) virial.add((found[k] - label[k]) / n);
  }
  ClassErrors row(const std::string& name) const {
    return {name, frames, energy.root(), force.root(), virial.root(), difference.root()};
  }
};
}  // namespace

std::vector<Prediction> predict_set(const Models& models, const NepModel& shape, const std::vector<double>& parameters,
                                    const TrainSet& set) {
  std::vector<Prediction> all, part;
  for (std::size_t begin = 0; begin < set.frames.size();) {
    std::vector<const TrainFrame*> frames;
    for (std::size_t atoms = 0; begin < set.frames.size() && atoms < part_atoms; ++begin) {
      frames.push_back(&set.frames[begin]);
      atoms += set.frames[begin].atoms.size();
    }
    models.batch(shape, frames, Grouping::together)->predict(parameters, part);
    for (Prediction& p : part) all.push_back(std::move(p));
  }
  return all;
}

LossValue loss_of_set(const LossSettings& settings, const TrainSet& set, const std::vector<Prediction>& predictions,
                      const std::vector<double>& parameters) {
  std::vector<const TrainFrame*> frames;
  for (const TrainFrame& f : set.frames) frames.push_back(&f);
  return loss_of(settings, frames, predictions, parameters, nullptr);
}

struct ErrorSums::State {
  Errors all;
  std::map<std::string, Errors> classes;
};
ErrorSums::ErrorSums() : state_(std::make_unique<State>()) {}
ErrorSums::~ErrorSums() = default;

void ErrorSums::add(const TrainFrame& frame, const Prediction& prediction) {
  state_->all.add(frame, prediction);
  state_->classes[frame.config_type].add(frame, prediction);
}

void ErrorSums::add_difference(const std::string& config_type, double error) {
  state_->all.difference.add(error);
  state_->classes[config_type].difference.add(error);
}

std::vector<ClassErrors> ErrorSums::by_class() const {
  std::vector<ClassErrors> rows;
  rows.reserve(state_->classes.size());
  for (const auto& [name, e] : state_->classes) rows.push_back(e.row(name));
  return rows;
}
ClassErrors ErrorSums::of_all() const { return state_->all.row(""); }

std::vector<ClassErrors> errors_by_class(const TrainSet& set, const std::vector<Prediction>& predictions) {
  ErrorSums sums;
  for (std::size_t f = 0; f < set.frames.size(); ++f) sums.add(set.frames[f], predictions[f]);
  for (const DifferencePair& d : differences_of(set, predictions))
    sums.add_difference(set.frames[d.frame].config_type, d.predicted - d.target);
  return sums.by_class();
}

std::vector<DifferencePair> differences_of(const TrainSet& set, const std::vector<Prediction>& predictions) {
  std::vector<const TrainFrame*> frames;
  for (const TrainFrame& f : set.frames) frames.push_back(&f);
  std::vector<DifferencePair> pairs;
  for (const BatchDifference& d : differences_in(frames))
    pairs.push_back({d.frame, (predictions[d.frame].energy - predictions[d.reference].energy) / d.atoms,
                     label_of(d, frames) / d.atoms});
  return pairs;
}

std::vector<double> six_of(const Mat3& t) {
  const auto mean = [&](int i, int j) { return 0.5 * (t.m[i][j] + t.m[j][i]); };
  return {t.m[0][0], t.m[1][1], t.m[2][2], mean(0, 1), mean(1, 2), mean(2, 0)};
}

}  // namespace nacre::train
