// A model on a whole set, as outputs need it: predictions in the order of the input, errors by class.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "force/nep_model.h"
#include "train/data/train_set.h"
#include "train/model/loss.h"
#include "train/model/models.h"

namespace nacre::train {

/// Of every frame, in order. Works through the set in parts, so that memory does not grow with it. `shape` has the
/// q_scaler; `parameters`: parameters.h.
std::vector<Prediction> predict_set(const Models& models, const NepModel& shape, const std::vector<double>& parameters,
                                    const TrainSet& set);

/// The loss of the set as one batch.
LossValue loss_of_set(const LossSettings& settings, const TrainSet& set, const std::vector<Prediction>& predictions,
                      const std::vector<double>& parameters);

/// Plain errors of the frames of one config_type.
struct ClassErrors {
  std::string name;  ///< "" for frames without a config_type
  std::size_t frames = 0;
  double rmse_energy = 0, rmse_force = 0, rmse_virial = 0;            ///< eV/atom, eV/Å, eV/atom; NaN: no label
  double rmse_difference = std::numeric_limits<double>::quiet_NaN();  ///< eV an inserted atom; NaN: none
};
/// A difference (differences.h) as predicted and as labelled, eV an inserted atom.
struct DifferencePair {
  std::size_t frame = 0;  ///< in the set
  double predicted = 0, target = 0;
};
std::vector<DifferencePair> differences_of(const TrainSet& set, const std::vector<Prediction>& predictions);
/// Adds up plain errors, a frame at a time.
class ErrorSums {
 public:
  ErrorSums();
  ~ErrorSums();
  void add(const TrainFrame& frame, const Prediction& prediction);
  /// One difference, predicted less labelled (eV an inserted atom), of a frame of this class.
  void add_difference(const std::string& config_type, double error);
  /// One row a class, in the order of their names.
  std::vector<ClassErrors> by_class() const;
  ClassErrors of_all() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
/// One row a class, in the order of their names; one row named "" when no frame has a class.
std::vector<ClassErrors> errors_by_class(const TrainSet& set, const std::vector<Prediction>& predictions);

/// xx yy zz xy yz zx, off-diagonal elements averaged.
std::vector<double> six_of(const Mat3& tensor);

}  // namespace nacre::train
