// Models taken apart and put together: elements kept or added, versions converted where nothing is lost by it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "force/nep_model.h"

namespace nacre::train {

/// The model of these elements, in this order: what it says of structures without the others is the same. Throws Error
/// when it lacks one.
NepModel keep_elements(const NepModel& model, const std::vector<std::string>& species);

/// The model with one element more, the last one. `like`: an element whose network and coefficients it starts with; empty:
/// numbers drawn at random (`seed`), as large as those of the others. Throws Error for an unknown element, or one that the
/// model has.
NepModel add_element(const NepModel& model, const std::string& symbol, const std::string& like, std::uint64_t seed);

/// The same function written as another version of NEP. Throws Error where that is not possible: elements with networks
/// of their own in NEP3, different energy shifts of elements in NEP4.
NepModel as_version(const NepModel& model, int version);

}  // namespace nacre::train
