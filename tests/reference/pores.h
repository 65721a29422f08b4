// Pores by brute force: all images, all pairs of points, random climbs, random points. Periodic cells only.
#pragma once

#include <cstdint>
#include <vector>

#include "structure.h"

namespace reference {

struct HardSpheres {
  std::array<Vector, 3> cell{};  // rows a, b, c (A)
  std::vector<Vector> position;  // A
  std::vector<double> radius;    // A
};

// min over spheres and images of |p - r| - R (A). `images`: cells looked at on each side.
double clearance(const HardSpheres& spheres, const Vector& point, int images);

// Radius of the largest sphere that overlaps none: the best of random points, each moved by random steps that shrink.
// From below; `tries` starts.
double largest_sphere(const HardSpheres& spheres, int images, int tries, std::uint64_t seed);

// Where the spheres of radius R + probe lie in no other: area (A^2) by random points, and its standard error.
struct Estimate {
  double value = 0, error = 0;
};
Estimate exposed_area(const HardSpheres& spheres, double probe, int images, int points, std::uint64_t seed);

// A grid of n[0] n[1] n[2] points at fractional (i + 1/2)/n, and clearances there.
struct Grid {
  std::array<int, 3> n{};
  std::vector<double> value;  // [(i n1 + j) n2 + k]
};
Grid clearance_grid(const HardSpheres& spheres, const std::array<int, 3>& n, int images);

// For every point the largest clearance r of a grid point (images included) at a distance of at most r; 0 where none.
std::vector<double> covering_radii(const HardSpheres& spheres, const Grid& grid, int images);

// The largest level at which some grid point reaches an image of itself through neighbours (26) at that level or above:
// bisection, and a walk from every point in the infinite crystal.
double percolation_level(const Grid& grid);

}  // namespace reference
