// What the sources of src/api/engine share.
#pragma once
#include <string>
#include <vector>

#include "api/potential_inside.h"

namespace nacre::v1 {

/// The first of the errors, with the number of all of them; nothing when there is none.
void throw_first(const std::vector<nacre::Error>& errors, const std::string& file);

}  // namespace nacre::v1
