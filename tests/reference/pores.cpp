#include "pores.h"

#include <algorithm>
#include <map>
#include <random>

namespace reference {

namespace {
Vector lattice_vector(const HardSpheres& s, double a, double b, double c) {
  Vector v{};
  for (int x = 0; x < 3; ++x) v[x] = a * s.cell[0][x] + b * s.cell[1][x] + c * s.cell[2][x];
  return v;
}
Vector plus(const Vector& a, const Vector& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
Vector minus(const Vector& a, const Vector& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

template <class Body>
void for_images(const HardSpheres& s, int images, Body&& body) {
  for (int a = -images; a <= images; ++a)
    for (int b = -images; b <= images; ++b)
      for (int c = -images; c <= images; ++c) body(lattice_vector(s, a, b, c));
}

Vector random_direction(std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  const Vector v{normal(random), normal(random), normal(random)};
  const double length = norm(v);
  return {v[0] / length, v[1] / length, v[2] / length};
}
}  // namespace

double clearance(const HardSpheres& spheres, const Vector& point, int images) {
  double best = 1e300;
  for_images(spheres, images, [&](const Vector& shift) {
    for (std::size_t i = 0; i < spheres.position.size(); ++i)
      best = std::min(best, norm(minus(point, plus(spheres.position[i], shift))) - spheres.radius[i]);
  });
  return best;
}

double largest_sphere(const HardSpheres& spheres, int images, int tries, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(0, 1);
  double best = -1e300;
  for (int t = 0; t < tries; ++t) {
    Vector at = lattice_vector(spheres, u(random), u(random), u(random));
    double here = clearance(spheres, at, images);
    int failures = 0;
    for (double step = 1; step > 1e-7;) {
      const Vector d = random_direction(random);
      const Vector to = plus(at, {step * d[0], step * d[1], step * d[2]});
      const double there = clearance(spheres, to, images);
      if (there > here) at = to, here = there, failures = 0;
      if (++failures > 40) step *= 0.6, failures = 0;
    }
    best = std::max(best, here);
  }
  return best;
}

Estimate exposed_area(const HardSpheres& spheres, double probe, int images, int points, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Estimate sum;
  double variance = 0;
  const double pi_4 = 4 * pi;
  for (std::size_t i = 0; i < spheres.position.size(); ++i) {
    const double s = spheres.radius[i] + probe;
    int free = 0;
    for (int p = 0; p < points; ++p) {
      const Vector d = random_direction(random);
      const Vector at = plus(spheres.position[i], {s * d[0], s * d[1], s * d[2]});
      free += clearance(spheres, at, images) > probe - 1e-9 ? 1 : 0;
    }
    const double share = static_cast<double>(free) / points, area = pi_4 * s * s;
    sum.value += area * share;
    variance += area * area * std::max(share * (1 - share), 1.0 / points) / points;
  }
  sum.error = std::sqrt(variance);
  return sum;
}

Grid clearance_grid(const HardSpheres& spheres, const std::array<int, 3>& n, int images) {
  Grid grid{n, {}};
  for (int i = 0; i < n[0]; ++i)
    for (int j = 0; j < n[1]; ++j)
      for (int k = 0; k < n[2]; ++k)
        grid.value.push_back(
            clearance(spheres, lattice_vector(spheres, (i + 0.5) / n[0], (j + 0.5) / n[1], (k + 0.5) / n[2]), images));
  return grid;
}

std::vector<double> covering_radii(const HardSpheres& spheres, const Grid& grid, int images) {
  std::vector<Vector> position;
  for (int i = 0; i < grid.n[0]; ++i)
    for (int j = 0; j < grid.n[1]; ++j)
      for (int k = 0; k < grid.n[2]; ++k)
        position.push_back(
            lattice_vector(spheres, (i + 0.5) / grid.n[0], (j + 0.5) / grid.n[1], (k + 0.5) / grid.n[2]));
  std::vector<double> radii(position.size(), 0);
  for_images(spheres, images, [&](const Vector& shift) {
    for (std::size_t c = 0; c < position.size(); ++c) {
      const double r = grid.value[c];
      if (r <= 0) continue;
      const Vector centre = plus(position[c], shift);
      for (std::size_t q = 0; q < position.size(); ++q)
        if (r > radii[q] && norm(minus(position[q], centre)) <= r) radii[q] = r;
    }
  });
  return radii;
}

namespace {
using Cell = std::array<int, 3>;

bool percolates(const Grid& grid, double level) {
  const auto wrap = [](int v, int n) { return ((v % n) + n) % n; };
  const auto number = [&](const Cell& p) {
    return (wrap(p[0], grid.n[0]) * grid.n[1] + wrap(p[1], grid.n[1])) * grid.n[2] + wrap(p[2], grid.n[2]);
  };
  std::map<int, Cell> seen;  // where in the crystal a point of the cell was met first
  for (int i = 0; i < grid.n[0]; ++i)
    for (int j = 0; j < grid.n[1]; ++j)
      for (int k = 0; k < grid.n[2]; ++k) {
        const Cell start{i, j, k};
        if (grid.value[number(start)] < level || seen.count(number(start)) != 0) continue;
        std::vector<Cell> open{start};
        seen[number(start)] = start;
        while (!open.empty()) {
          const Cell p = open.back();
          open.pop_back();
          for (int v = 0; v < 27; ++v) {
            const Cell q{p[0] + v / 9 - 1, p[1] + v / 3 % 3 - 1, p[2] + v % 3 - 1};
            if (grid.value[number(q)] < level) continue;
            const auto [place, fresh] = seen.try_emplace(number(q), q);
            if (fresh)
              open.push_back(q);
            else if (place->second != q)
              return true;
          }
        }
      }
  return false;
}
}  // namespace

double percolation_level(const Grid& grid) {
  double low = 0, high = *std::max_element(grid.value.begin(), grid.value.end()) + 1e-6;
  if (!percolates(grid, 1e-9)) return 0;
  while (high - low > 1e-6) {
    const double middle = (low + high) / 2;
    (percolates(grid, middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace reference
