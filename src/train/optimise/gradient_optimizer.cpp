#include "train/optimise/gradient_optimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.h"
#include "core/record_sizes.h"
#include "train/data/differences.h"
#include "train/data/read_train_set.h"
#include "train/model/parameters.h"
#include "train/optimise/adam.h"
#include "train/optimise/start.h"

namespace nacre::train {

std::vector<int> shuffled(int frames, std::uint64_t seed, std::int64_t epoch) {
  std::vector<int> order(frames);
  std::iota(order.begin(), order.end(), 0);
  for (int i = frames - 1; i > 0; --i) {
    const double u = random_uniform(seed, epoch, i, Purpose::train_shuffle)[0];
    std::swap(order[i], order[static_cast<int>(u * (i + 1))]);
  }
  return order;
}

std::int64_t minibatch_size(std::size_t frames, std::int64_t batch) {
  constexpr std::size_t steps_wanted = 12, most = 32;
  const auto share = static_cast<std::int64_t>(std::min(most, frames / steps_wanted));
  return std::max<std::int64_t>(1, std::min(batch, share));
}

std::vector<std::vector<int>> minibatches(const std::vector<std::vector<int>>& groups, const std::vector<int>& order,
                                          std::int64_t size) {
  std::vector<std::vector<int>> batches;
  for (const int g : order) {
    if (batches.empty() || batches.back().size() >= static_cast<std::size_t>(size)) batches.emplace_back();
    batches.back().insert(batches.back().end(), groups[g].begin(), groups[g].end());
  }
  return batches;
}

LossSettings stage_loss(const TrainSettings& settings, std::int64_t epoch) {
  LossSettings loss = settings.loss;
  if (settings.stages.empty()) return loss;
  const LambdaStage* stage = &settings.stages.back();
  for (auto s = settings.stages.rbegin(); s != settings.stages.rend(); ++s)
    if (epoch <= s->until_epoch) stage = &*s;
  loss.energy = stage->energy, loss.force = stage->force, loss.virial = stage->virial;
  return loss;
}

namespace {

double data_loss(const LossSettings& s, const LossValue& v) {
  return s.energy * v.rmse_energy + s.force * v.rmse_force + s.virial * v.rmse_virial +
         s.difference * v.rmse_difference;
}

/// c as drawn, q_scaler from its descriptors, a network that neither saturates nor starts flat.
Start gradient_start(const TrainProblem& problem) {
  TrainProblem with_scaler = problem;
  const NepModel& shape = problem.model;
  const bool given = !problem.start.empty();
  if (shape.q_scaler.empty()) with_scaler.model.q_scaler.assign(shape.components(), 1.0);
  Start start = make_start(with_scaler);
  if (given && !shape.q_scaler.empty()) return start;
  std::vector<double> low, high;
  descriptor_range(problem.models, start.model, *problem.train, start.centre, low, high);
  if (shape.q_scaler.empty()) start.model.q_scaler = scaler_of(low, high);
  if (given) return start;
  const std::size_t components = shape.components(), neurons = shape.neurons;
  const double width = 1 / std::sqrt(static_cast<double>(components)),
               out = 1 / std::sqrt(static_cast<double>(neurons));
  const std::size_t network = neurons * (components + 2) + (shape.version == 5 ? 1 : 0);
  for (int n = 0; n < shape.networks(); ++n) {
    double* w0 = start.centre.data() + n * network;
    double *b0 = w0 + neurons * components, *w1 = b0 + neurons;
    for (std::size_t mu = 0; mu < neurons; ++mu) {
      double middle = 0;
      for (std::size_t nu = 0; nu < components; ++nu) {
        w0[mu * components + nu] *= 3 * width;
        middle += w0[mu * components + nu] * start.model.q_scaler[nu] * 0.5 * (low[nu] + high[nu]);
      }
      b0[mu] = middle + b0[mu];
      w1[mu] *= out;
    }
  }
  return start;
}

class GradientOptimizer : public Optimizer {
 public:
  explicit GradientOptimizer(const TrainProblem& problem)
      : settings_(*problem.settings),
        start_(gradient_start(problem)),
        train_(pointers(*problem.train)),
        groups_(related_groups(train_)),
        differences_(problem.train->differences()),
        batch_(minibatch_size(train_.size(), settings_.batch)),
        steps_per_epoch_((static_cast<std::int64_t>(train_.size()) + batch_ - 1) / batch_),
        parameters_(start_.centre),
        descent_(make_descent(settings_.descent, start_.model)),
        model_(problem.models.batch(start_.model, train_, Grouping::single)) {
    if (problem.test != nullptr && !problem.test->frames.empty()) {
      test_ = pointers(*problem.test);
      test_model_ = problem.models.batch(start_.model, test_, Grouping::together);
    }
    frozen_.reserve(start_.sigma.size());
    for (double s : start_.sigma) frozen_.push_back(s == 0 ? 1 : 0);
    if (problem.start.empty()) fit_bias();
    best_ = parameters_;
  }

  void step() override {
    const LossSettings loss = stage_loss(settings_, epoch_ + 1);
    const std::vector<int> order = shuffled(static_cast<int>(groups_.size()), settings_.seed, epoch_);
    LossValue sum;
    std::int64_t seen = 0;  // frames of this epoch
    for (const std::vector<int>& frames : minibatches(groups_, order, batch_)) {
      const LossValue value = minibatch(frames, loss, epoch_ * steps_per_epoch_ + seen / batch_);
      seen += static_cast<std::int64_t>(frames.size());
      add(sum, value, static_cast<double>(frames.size()) / static_cast<double>(train_.size()),
          differences_of(frames) / std::max(1.0, static_cast<double>(differences_)));
    }
    for (double* square : {&sum.rmse_energy, &sum.rmse_force, &sum.rmse_virial, &sum.rmse_difference})
      *square = std::sqrt(*square);
    loss_ = sum;
    ++epoch_;
    const std::int64_t interval = std::max<std::int64_t>(1, settings_.epochs / looks);
    if (epoch_ % interval == 0 || epoch_ >= settings_.epochs) look();
  }

  StepsDone progress() const override { return {"epoch", epoch_, stops_early() ? epoch_ : settings_.epochs}; }
  const std::vector<double>& best() const override { return best_; }
  LossValue loss() const override { return loss_; }
  const std::vector<double>& mean() const override { return parameters_; }
  const std::vector<double>& sigma() const override { return start_.sigma; }
  const NepModel& model() const override { return start_.model; }

  void save(Record& record) const override {
    descent_->save(record);
    record.put("parameters", parameters_);
    record.put("best", best_);
    record.put("best_loss", best_loss_);
    record.put("clip_mean", clipping_.mean());
    record.put_integer("epoch", epoch_);
    if (settings_.early_stop > 0) record.put_integer("best_epoch", best_epoch_);
    save_loss(record, loss_);
  }
  void load(const Record& record) override {
    descent_->load(record);
    parameters_ = reals_of(record, "parameters", parameters_.size());
    best_ = reals_of(record, "best", parameters_.size());
    best_loss_ = record.real("best_loss");
    clipping_.set_mean(record.real("clip_mean"));
    epoch_ = count_of(record, "epoch");
    if (settings_.early_stop > 0) best_epoch_ = count_of(record, "best_epoch");
    loss_ = saved_loss(record);
  }

 private:
  static constexpr std::int64_t looks = 200;

  /// `done`: steps of usual size before this one.
  LossValue minibatch(const std::vector<int>& frames, const LossSettings& loss, std::int64_t done) {
    std::vector<const TrainFrame*> selected;
    for (int f : frames) selected.push_back(train_[f]);
    model_->select(frames);
    model_->predict(parameters_, predictions_);
    const LossValue value = loss_of(loss, selected, predictions_, parameters_, &seeds_);
    if (!std::isfinite(value.total))
      throw Error("the loss is no longer a number: lower learning_rate, or look at the data with nacre train --check",
                  Error::Kind::failed);
    gradient_.assign(parameters_.size(), 0.0);
    model_->add_gradient(parameters_, seeds_, gradient_);
    add_regularisation(loss, parameters_, gradient_);
    clipping_.apply(gradient_);
    const double rate = learning_rate(done, settings_.epochs * steps_per_epoch_, settings_.learning_rate);
    descent_->step(rate, gradient_, frozen_, parameters_);
    return value;
  }

  double differences_of(const std::vector<int>& frames) const {
    std::size_t n = 0;
    for (const int f : frames) n += train_[f]->differences.size();
    return static_cast<double>(n);
  }

  /// Errors as sums of squares; the root is taken at the end of the epoch.
  static void add(LossValue& sum, const LossValue& v, double share, double share_of_differences) {
    sum.total += share * v.total, sum.l1 += share * v.l1, sum.l2 += share * v.l2;
    sum.rmse_energy += share * v.rmse_energy * v.rmse_energy;
    sum.rmse_force += share * v.rmse_force * v.rmse_force;
    sum.rmse_virial += share * v.rmse_virial * v.rmse_virial;
    sum.rmse_difference += share_of_differences * v.rmse_difference * v.rmse_difference;
  }

  /// Keeps the parameters when they are the best so far.
  void look() {
    const auto& frames = test_.empty() ? train_ : test_;
    const LossSettings last = stage_loss(settings_, std::numeric_limits<std::int64_t>::max());
    predict_all(test_.empty() ? *model_ : *test_model_, test_.empty());
    const double value = data_loss(last, loss_of(last, frames, predictions_, {}, nullptr));
    if (value < best_loss_) best_ = parameters_, best_loss_ = value, best_epoch_ = epoch_;
  }
  /// Nothing better on the test set for a long time.
  bool stops_early() const {
    const double waited = static_cast<double>(epoch_ - best_epoch_);
    return settings_.early_stop > 0 && !test_.empty() &&
           waited > settings_.early_stop * static_cast<double>(settings_.epochs);
  }
  void predict_all(BatchModel& model, bool select) {
    if (select) {
      std::vector<int> all(train_.size());
      std::iota(all.begin(), all.end(), 0);
      model.select(all);
    }
    model.predict(parameters_, predictions_);
  }

  /// Least squares of label less prediction: one number for all atoms (b1), with NEP5 one for each type.
  void fit_bias() {
    predict_all(*model_, true);
    TrainSet rest;
    double sum = 0, count = 0;
    for (std::size_t f = 0; f < train_.size(); ++f) {
      if (!train_[f]->energy) continue;
      TrainFrame frame;
      frame.atoms.resize(train_[f]->atoms.size());
      frame.atoms.type = train_[f]->atoms.type;
      frame.energy = *train_[f]->energy - predictions_[f].energy;
      sum += *frame.energy / static_cast<double>(frame.atoms.size()), count += 1;
      rest.frames.push_back(std::move(frame));
    }
    if (count == 0) return;
    const std::size_t b1 = common_bias_index(start_.model), types = start_.model.types();
    if (start_.model.version != 5) {
      parameters_[b1] -= sum / count;
      return;
    }
    const std::vector<double> energies = fit_reference_energies(rest, static_cast<int>(types));
    for (std::size_t t = 0; t < types; ++t) parameters_[(t + 1) * (b1 / types) - 1] -= energies[t];
  }

  const TrainSettings& settings_;
  Start start_;
  std::vector<const TrainFrame*> train_, test_;
  std::vector<std::vector<int>> groups_;  ///< frames that stay together
  std::size_t differences_;
  std::int64_t batch_, steps_per_epoch_;
  std::vector<double> parameters_, best_;
  std::vector<char> frozen_;
  std::unique_ptr<Descent> descent_;
  Clipping clipping_;
  std::unique_ptr<BatchModel> model_, test_model_;
  std::vector<Prediction> predictions_;
  std::vector<LossSeed> seeds_;
  std::vector<double> gradient_;
  double best_loss_ = std::numeric_limits<double>::infinity();
  LossValue loss_;
  std::int64_t epoch_ = 0, best_epoch_ = 0;
};

}  // namespace

std::unique_ptr<Optimizer> make_gradient_optimizer(const TrainProblem& problem) {
  return std::make_unique<GradientOptimizer>(problem);
}

}  // namespace nacre::train
