// nep.restart, as published: one row a trainable parameter, in the order of parameters.h, "mean sigma"; no header. Behind
// the rows, where the published programs read no more, stand comments with the q_scaler, without which the parameters
// mean nothing: "# q_scaler <number>", a row a descriptor component.
// And the start of a search from files: from nep.restart, or from another model (fine_tune).
#pragma once
#include <string>
#include <vector>

#include "force/nep_model.h"
#include "train/settings.h"

namespace nacre::train {

struct SearchStart {
  std::vector<double> mean, sigma;
  std::vector<double> q_scaler{};  ///< empty: the file holds none
};

void write_restart(const std::string& path, const std::vector<double>& mean, const std::vector<double>& sigma,
                   const std::vector<double>& q_scaler = {});
/// Throws Error with file and line; `count` parameters are expected.
SearchStart read_restart(const std::string& path, std::size_t count);

/// Throws Error naming the header line of `file` that says something else than nep.in.
void expect_same_shape(const NepModel& of_file, const NepModel& shape, const std::string& file);

/// For each parameter of `to` its place among those of `from`, which has the same sizes and at least the same elements.
std::vector<std::size_t> places_in(const NepModel& from, const NepModel& to);
/// The same for a model whose type t is type from_type[t] of `from`; a type may be taken twice.
std::vector<std::size_t> places_of_types(const NepModel& from, const std::vector<int>& from_type);

/// The sizes, cutoffs and repulsion that nep.in leaves open, from the model of fine_tune. Throws Error when it cannot be
/// read or lacks an element.
void adopt_foundation(TrainSettings& settings);

/// fine_tune: the rows of the elements that are trained, from its nep.restart or, without one, from the model itself with
/// a tenth of sigma0 (the search starts beside a minimum); q_scaler goes to `shape`. What is frozen has sigma 0.
SearchStart fine_tune_start(const TrainSettings& settings, NepModel& shape);

}  // namespace nacre::train
