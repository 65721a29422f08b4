// What other commands need of `nacre train`.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"

namespace nacre::app {

/// For `nacre check`: all that is wrong with a nep.in and the data beside it.
void list_train_errors(const std::string& where, std::vector<Error>& errors);

}  // namespace nacre::app
