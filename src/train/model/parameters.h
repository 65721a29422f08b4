// The trainable numbers of a model as one vector, in the order of nep.txt: for each type w0, b0, w1 (NEP5: and its
// bias), then b1, c of the radial part, c of the angular part. q_scaler and the ZBL table are not trained.
#pragma once
#include <string>
#include <vector>

#include "force/nep_model.h"

namespace nacre::train {

std::vector<double> parameters_of(const NepModel& model);
/// Throws Error(failed) when the number does not fit.
void set_parameters(NepModel& model, const std::vector<double>& parameters);
std::size_t parameter_count(const NepModel& model);
/// The type that each parameter belongs to: a type's network and bias, and c by its central atom's type t_i; -1 for
/// what all types share (b1, the network of NEP3).
std::vector<int> parameter_types(const NepModel& model);
/// The part of the model that each parameter belongs to: hidden (w0, b0), output (w1, biases), radial, angular (c).
std::vector<std::string> parameter_parts(const NepModel& model);

}  // namespace nacre::train
