// Motion and angles, by the definitions: plain sums over all atoms, all origins, all neighbours.
#pragma once
#include <array>
#include <vector>

#include "reference/structure.h"

namespace reference {

// Positions or velocities of all atoms, frame after frame.
using Trajectory = std::vector<std::vector<Vector>>;

// Mean over atoms and origins of (x(t + m) - x(t))^2, of each component, for lags m = 0 .. lags - 1.
std::vector<Vector> mean_squared_displacement(const Trajectory& frames, std::size_t lags);

// The same of x(t + m) x(t).
std::vector<Vector> autocorrelation(const Trajectory& frames, std::size_t lags);

// Mean over origins t of later(t + m) earlier(t), for lags m = 0 .. lags - 1 of two series of numbers.
std::vector<double> correlation(const std::vector<double>& later, const std::vector<double>& earlier, std::size_t lags);

// Integral from 0 to each point, by trapezoids.
std::vector<double> trapezoids(const std::vector<double>& values, double spacing);

// Angles (degrees) at atoms of species `centre` between a neighbour of `first` at first_from <= r < first_to and
// another one of `second` at second_from <= r < second_to; ordered pairs of neighbours. An empty name is any species.
struct Angles {
  std::string centre, first, second;
  double first_from, first_to, second_from, second_to;
};
std::vector<double> angles(const Structure& structure, const Angles& wanted);

}  // namespace reference
