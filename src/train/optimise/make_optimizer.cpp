// The optimisers by their names in nep.in, and one after the other.
#include "core/record_sizes.h"
#include "train/model/parameters.h"
#include "train/optimise/adam.h"
#include "train/optimise/gradient_optimizer.h"
#include "train/optimise/optimizer.h"
#include "train/optimise/snes_optimizer.h"
#include "train/optimise/soap.h"

namespace nacre::train {

namespace {

/// Gradient until its last epoch; then SNES around the best that it found, with the same q_scaler and a narrow spread.
class GradientThenSnes : public Optimizer {
 public:
  explicit GradientThenSnes(const TrainProblem& problem) : problem_(problem), now_(make_gradient_optimizer(problem)) {}

  void step() override {
    const StepsDone p = now_->progress();
    if (!polishing_ && p.done >= p.total) polish();
    now_->step();
  }
  StepsDone progress() const override {
    StepsDone p = now_->progress();
    if (polishing_) p.done += problem_.settings->epochs;
    p.total = problem_.settings->epochs + problem_.settings->generations;
    return p;
  }
  const std::vector<double>& best() const override { return now_->best(); }
  LossValue loss() const override { return now_->loss(); }
  const std::vector<double>& mean() const override { return now_->mean(); }
  const std::vector<double>& sigma() const override { return now_->sigma(); }
  const NepModel& model() const override { return now_->model(); }

  void save(Record& record) const override {
    record.put_integer("polishing", polishing_ ? 1 : 0);
    now_->save(record);
  }
  void load(const Record& record) override {
    if (record.integer("polishing") != 0) polish();
    now_->load(record);
  }

 private:
  /// A tenth of the usual spread: the search starts beside a minimum.
  void polish() {
    TrainProblem next = problem_;
    next.model = now_->model();
    next.start = now_->best();
    next.start_sigma = problem_.start_sigma;
    if (next.start_sigma.empty()) next.start_sigma.assign(next.start.size(), problem_.settings->sigma0);
    for (double& s : next.start_sigma) s *= 0.1;
    now_ = make_snes_optimizer(next);
    polishing_ = true;
  }

  TrainProblem problem_;
  std::unique_ptr<Optimizer> now_;
  bool polishing_ = false;
};

}  // namespace

void save_loss(Record& record, const LossValue& loss) {
  record.put("loss",
             std::vector<double>{loss.total, loss.l1, loss.l2, loss.rmse_energy, loss.rmse_force, loss.rmse_virial});
  if (loss.rmse_difference != 0) record.put("loss_difference", loss.rmse_difference);  // older checkpoints have none
}

LossValue saved_loss(const Record& record) {
  const std::vector<double> l = reals_of(record, "loss", 6);
  const bool differs = record.reals.count("loss_difference") > 0;
  return {l[0], l[1], l[2], l[3], l[4], l[5], differs ? record.real("loss_difference") : 0};
}

std::unique_ptr<Descent> make_descent(TrainSettings::Descent descent, const NepModel& shape) {
  if (descent == TrainSettings::Descent::soap) return std::make_unique<Soap>(parameter_matrices(shape));
  return std::make_unique<Adam>(parameter_count(shape));
}

std::unique_ptr<Optimizer> make_optimizer(const TrainProblem& problem) {
  switch (problem.settings->optimizer) {
    case TrainSettings::Optimizer::gradient:
      return make_gradient_optimizer(problem);
    case TrainSettings::Optimizer::gradient_then_snes:
      return std::make_unique<GradientThenSnes>(problem);
    default:
      return make_snes_optimizer(problem);
  }
}

}  // namespace nacre::train
