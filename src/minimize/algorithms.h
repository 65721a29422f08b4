// The factories behind the table in registry.cpp.
#pragma once
#include <memory>

#include "minimize/minimizer.h"

namespace nacre {

std::unique_ptr<Minimizer> make_steepest_descent(const MinimizerSettings& settings);
std::unique_ptr<Minimizer> make_fire(const MinimizerSettings& settings);
std::unique_ptr<Minimizer> make_conjugate_gradients(const MinimizerSettings& settings);
std::unique_ptr<Minimizer> make_lbfgs(const MinimizerSettings& settings);

}  // namespace nacre
