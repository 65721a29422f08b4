// nep.in: all that a training is told. Keywords, defaults and ranges: docs/train.md.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "force/nep_model.h"
#include "io/extxyz.h"
#include "train/model/loss.h"

namespace nacre::train {

struct FineTune {
  std::string model_file, restart_file;  ///< as written: relative to the folder; restart_file empty: the model alone
  bool descriptor = true;                ///< false: only the networks are trained
};
/// One stage of a training by gradient: lambdas that hold up to and including this epoch.
struct LambdaStage {
  std::int64_t until_epoch = 0;
  double energy = 1, force = 1, virial = 0.1;
};

struct TrainSettings {
  std::string folder, file;
  NepModel shape;     ///< sizes, species, cutoffs, ZBL; parameters and q_scaler empty
  LossSettings loss;  ///< read_nep_in fills in the published default of l1 and l2: sqrt(parameters 1e-6 / types)
  std::int64_t batch = 1000;
  int population = 50;
  std::int64_t generations = 100000;
  std::uint64_t seed = 1;
  enum class Optimizer { snes, gradient, gradient_then_snes } optimizer = Optimizer::snes;
  enum class Descent { adam, soap } descent = Descent::adam;  ///< gradient
  std::int64_t epochs = 1000;                                 ///< gradient
  double learning_rate = 0.01;                                ///< gradient, largest
  std::vector<LambdaStage> stages;                            ///< gradient; empty: the lambdas of `loss` throughout
  std::int64_t output_interval = 100;
  std::int64_t save_interval = 100000;
  int save_format = 1;
  bool save_restart = false;
  bool prediction = false;
  int output_descriptor = 0;
  bool import_q_scaler = false;
  std::optional<FineTune> fine_tune;
  double initial_range = 1, sigma0 = 0.1;
  // Data
  ExtxyzLabels labels;
  enum class Reference { none, given, least_squares } reference = Reference::none;
  std::vector<double> reference_energy;  ///< eV of each type, for `given`
  std::vector<std::string> freeze;       ///< parts that fine tuning leaves alone: parameter_parts(), or descriptor
  std::set<std::string> given;           ///< keywords that nep.in has a line of
  double hold_back = 0;   ///< share of the training set that serves as test set; chosen.h decides unless given
  double early_stop = 0;  ///< gradient: share of the epochs without a better test error that ends it; 0: none
};

/// Reads `where` (a folder with nep.in, or the file itself) and zbl.in beside it. Every wrong line is appended to
/// `errors` with file, line, key, value and what is allowed. Throws Error only when there is no nep.in.
TrainSettings read_nep_in(const std::string& where, std::vector<Error>& errors);
/// A file of the training's folder.
std::string path_in(const TrainSettings& settings, const std::string& name);
/// The same number for files that say the same (comments and blanks do not count): nep.in and zbl.in.
std::uint64_t settings_hash(const TrainSettings& settings);

}  // namespace nacre::train
