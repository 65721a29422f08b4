// The pictures beside a training's outputs: loss.svg, parity_energy.svg, parity_force.svg, parity_virial.svg,
// parity_difference.svg.
#pragma once
#include "train/data/read_train_set.h"
#include "train/report/plots.h"

namespace nacre::train {

void write_loss_picture(const TrainSettings& settings, const std::vector<LossRow>& rows, const std::string& unit,
                        bool with_test);
/// One picture a quantity that has labels; `test` may be empty.
void write_parity_pictures(const TrainSettings& settings, const TrainData& data, const std::vector<Prediction>& train,
                           const std::vector<Prediction>& test);

/// The same of one set, into `folder`.
void write_parity_pictures(const std::string& folder, const std::string& name, const TrainSet& set,
                           const std::vector<Prediction>& predictions);

}  // namespace nacre::train
