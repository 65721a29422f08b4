// The loss of a training, from predictions and labels, and its derivatives by the predictions.
//   L = lambda_e rmse(E/N) + lambda_f rmse(F) + lambda_v rmse(W/N) + lambda_d rmse(D) + lambda_1 mean|z| + lambda_2 rms(z)
// rmse(E/N) over frames with energy (eV/atom), each residual times the frame's weight; rmse(F) over all components of
// all atoms with forces (eV/Å), times weight and type_weight, squared errors times delta/(delta + |F_ref|) when
// force_delta > 0; rmse(W/N) over the six components xx yy zz xy yz zx of frames with virial (eV/atom), the last three
// times lambda_shear; rmse(D) over the differences of the batch (Difference), ((E - E_ref) predicted - labelled) / atoms
// that differ (eV an inserted atom), times the weight of the frame that holds the difference. As published (docs/train.md); what is reported is what is minimised.
#pragma once
#include <vector>

#include "train/data/train_set.h"

namespace nacre::train {

struct LossSettings {
  double energy = 1, force = 1, virial = 0.1, shear = 1;  ///< lambda_e, lambda_f, lambda_v, lambda_shear
  double l1 = 0, l2 = 0;                                  ///< lambda_1, lambda_2
  double force_delta = 0;                                 ///< eV/Å, 0: off
  std::vector<double> type_weight;                        ///< of each type; empty: 1
  double difference = 1;                                  ///< lambda_d
};

struct LossValue {
  double total = 0, l1 = 0, l2 = 0;                         ///< the terms with their lambdas
  double rmse_energy = 0, rmse_force = 0, rmse_virial = 0;  ///< eV/atom, eV/Å, eV/atom, plain: no weights, no shear
  double rmse_difference = 0;                               ///< eV an inserted atom, plain; 0 without differences
};

/// dL/dE (1/eV), dL/dF (Å/eV), dL/dW (1/eV) of one frame; zero or empty where there is no label.
struct LossSeed {
  double energy = 0;
  std::vector<Vec3> force;
  Mat3 virial;
};

/// Frames of one batch and their predictions, in the same order. `parameters`: for the last two terms; may be empty.
/// `seeds`, when not null, is filled: derivatives of the terms without the parameters.
LossValue loss_of(const LossSettings& settings, const std::vector<const TrainFrame*>& frames,
                  const std::vector<Prediction>& predictions, const std::vector<double>& parameters,
                  std::vector<LossSeed>* seeds);
/// Adds d(lambda_1 mean|z| + lambda_2 rms(z))/dz to `gradient`.
void add_regularisation(const LossSettings& settings, const std::vector<double>& parameters,
                        std::vector<double>& gradient);

}  // namespace nacre::train
