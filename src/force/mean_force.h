// The mean of several potentials as one potential:
//   U = 1/M sum_m U^m,   F_i = 1/M sum_m F_i^m,   W = 1/M sum_m W^m
// It is conservative: the mean of gradients is the gradient of the mean. What the members disagree on shrinks as
// 1/sqrt(M) where their errors are independent.
#pragma once
#include <memory>
#include <vector>

#include "force/force.h"

namespace nacre {

/// Throws Error when the members do not know the same elements in the same order.
std::unique_ptr<Force> make_mean_force(std::vector<std::unique_ptr<Force>> members);

}  // namespace nacre
