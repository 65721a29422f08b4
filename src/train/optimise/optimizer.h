// Optimizer: what finds the parameters. The frame around it (data, outputs, checkpoint, progress) is training.h.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/record.h"
#include "force/nep_model.h"
#include "train/data/train_set.h"
#include "train/model/loss.h"
#include "train/model/models.h"
#include "train/settings.h"

namespace nacre::train {

/// All that an optimiser is given. What it points to outlives it.
struct TrainProblem {
  const TrainSettings* settings = nullptr;
  const TrainSet* train = nullptr;
  const TrainSet* test = nullptr;  ///< null: none
  /// Shape with cutoffs and ZBL. q_scaler: empty, then the optimiser makes it from the training set as published;
  /// or given (fine_tune, import_q_scaler, a resumed run), then it stays.
  NepModel model;
  /// Start of the search (parameters.h) and its spread, from nep.restart or fine_tune; empty: as published, by the
  /// seed. A parameter with spread 0 stays as it is: gradient optimisers leave it fixed too.
  std::vector<double> start, start_sigma;
  Models models{};  ///< where the models are computed
};

/// Steps over all stages of a run; `unit` is that of the present stage ("adam", then "snes" go on counting).
struct StepsDone {
  std::string unit;  ///< "generation" or "epoch"
  std::int64_t done = 0, total = 0;
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// One generation or one epoch. Throws Error(failed) when the loss is no longer a number.
  virtual void step() = 0;
  virtual StepsDone progress() const = 0;
  /// The parameters that nep.txt gets (best individual, or best on the test set). Before the first step: the start.
  virtual const std::vector<double>& best() const = 0;
  /// The loss as the optimiser saw it in the last step (one batch or all, its header says).
  virtual LossValue loss() const = 0;
  /// What nep.restart gets: centre and spread of the search (gradient optimisers: parameters, and sigma0 or less).
  virtual const std::vector<double>& mean() const = 0;
  virtual const std::vector<double>& sigma() const = 0;
  /// The shape with the q_scaler in use; parameters in it are not meaningful.
  virtual const NepModel& model() const = 0;
  /// All state: after load() into an optimiser made from the same problem, the steps give the same bits as without the
  /// cut. The frame saves the q_scaler and gives it in TrainProblem::model.
  virtual void save(Record& record) const = 0;
  virtual void load(const Record& record) = 0;
};

/// The loss of the last step, as a part of an optimiser's state.
void save_loss(Record& record, const LossValue& loss);
LossValue saved_loss(const Record& record);

/// As settings.optimizer says: SNES, gradient, or gradient and then SNES.
std::unique_ptr<Optimizer> make_optimizer(const TrainProblem& problem);

}  // namespace nacre::train
