// Values of the comment line of extended XYZ: numbers, tensors and flags. Errors name the key.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/vec3.h"

namespace nacre {

/// So many numbers.
std::vector<double> reals(const std::string& text, const std::string& key, std::size_t count);
/// Nine numbers row by row.
Mat3 matrix(const std::string& text, const std::string& key);
/// Nine numbers row by row, or the six of a symmetric tensor in Voigt's order: xx yy zz yz xz xy.
Mat3 tensor(const std::string& text, const std::string& key);
/// Three of T F, true false, 1 0.
std::array<bool, 3> to_periodic(const std::string& text);

}  // namespace nacre
