#include "integrate/velocity.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/random.h"
#include "core/units.h"
#include "device/parallel.h"

namespace nacre {

namespace {
// Below this share of the kinetic energy, what is left after a removal is rounding.
constexpr double nothing_left = 1e-20;
// Principal moments below this share of the largest belong to a line of atoms.
constexpr double no_extent = 1e-10;

// The atoms that one removal acts on.
using Members = std::vector<std::size_t>;

template <class T, class Body>
T sum_over(const Members& members, Body&& body) {
  return parallel_sum<T>(static_cast<std::ptrdiff_t>(members.size()),
                         [&](std::ptrdiff_t k) { return body(members[k]); });
}
template <class Body>
void each(const Members& members, Body&& body) {
  parallel_for(static_cast<std::ptrdiff_t>(members.size()), [&](std::ptrdiff_t k) { body(members[k]); });
}

Members moving_atoms(std::size_t n, const std::vector<char>& fixed) {
  assert(fixed.empty() || fixed.size() == n);
  Members m;
  m.reserve(n);
  for (std::size_t i = 0; i < n; ++i)
    if (fixed.empty() || !fixed[i]) m.push_back(i);
  return m;
}

double twice_kinetic(const Atoms& a, const Members& members) {
  return sum_over<double>(members, [&](std::size_t i) { return a.mass[i] * dot(a.velocity[i], a.velocity[i]); });
}

Vec3 mass_mean(const Atoms& a, const Members& members, const std::vector<Vec3>& of) {
  const double mass = sum_over<double>(members, [&](std::size_t i) { return a.mass[i]; });
  return (1 / mass) * sum_over<Vec3>(members, [&](std::size_t i) { return a.mass[i] * of[i]; });
}

// Jacobi's rotation that zeroes m[p][q] of a symmetric matrix; `vectors` collects the eigenvectors as columns.
void rotate(Mat3& m, Mat3& vectors, int p, int q) {
  if (m[p][q] == 0) return;
  const double theta = 0.5 * (m[q][q] - m[p][p]) / m[p][q];
  const double t = std::copysign(1 / (std::abs(theta) + std::hypot(theta, 1.0)), theta);
  Mat3 r = identity();
  r[p][p] = r[q][q] = 1 / std::hypot(t, 1.0);
  r[p][q] = t * r[p][p];
  r[q][p] = -r[p][q];
  m = transpose(r) * m * r;
  vectors = vectors * r;
}

// Solves I w = l with the inverse on the axes that have extent: no turning about a line of atoms.
Vec3 angular_velocity(Mat3 inertia, Vec3 l) {
  Mat3 axes = identity();
  for (int sweep = 0; sweep < 12; ++sweep)
    for (const auto [p, q] : std::array<std::array<int, 2>, 3>{{{0, 1}, {0, 2}, {1, 2}}}) rotate(inertia, axes, p, q);
  const double largest = std::max({inertia[0][0], inertia[1][1], inertia[2][2]});
  Vec3 w;
  for (int k = 0; k < 3; ++k) {
    const Vec3 axis{axes[0][k], axes[1][k], axes[2][k]};
    if (inertia[k][k] > no_extent * largest) w += (dot(axis, l) / inertia[k][k]) * axis;
  }
  return w;
}

void remove_linear(Atoms& a, const Members& members) {
  const Vec3 mean = mass_mean(a, members, a.velocity);
  each(members, [&](std::size_t i) { a.velocity[i] -= mean; });
}

void remove_angular(Atoms& a, const Members& members) {
  const Vec3 center = mass_mean(a, members, a.position);
  const Vec3 l =
      sum_over<Vec3>(members, [&](std::size_t i) { return a.mass[i] * cross(a.position[i] - center, a.velocity[i]); });
  const Mat3 inertia = sum_over<Mat3>(members, [&](std::size_t i) {
    const Vec3 d = a.position[i] - center;
    return a.mass[i] * (dot(d, d) * identity() + -1.0 * outer(d, d));
  });
  const Vec3 w = angular_velocity(inertia, l);
  each(members, [&](std::size_t i) { a.velocity[i] -= cross(w, a.position[i] - center); });
}

void remove_momenta(Atoms& a, const Members& members) {
  remove_linear(a, members);
  if (members.size() > 2) remove_angular(a, members);
}

// Scales the members to the given 2 K; `before` is 2 K ahead of the removal.
void scale_to(Atoms& a, const Members& members, double target, double before) {
  const double now = twice_kinetic(a, members);
  if (!(now > nothing_left * before)) return each(members, [&](std::size_t i) { a.velocity[i] = {}; });
  assert(target >= 0);
  const double factor = std::sqrt(target / now);
  each(members, [&](std::size_t i) { a.velocity[i] *= factor; });
}

void correct(Atoms& a, const Members& members) {
  const double before = twice_kinetic(a, members);
  remove_momenta(a, members);
  scale_to(a, members, before, before);
}

/// In the order of the labels, which may be any numbers.
std::map<int, Members> split_by_label(const Members& all, const std::vector<int>& labels) {
  std::map<int, Members> groups;
  for (const std::size_t i : all)
    if (labels[i] >= 0) groups[labels[i]].push_back(i);
  return groups;
}
}  // namespace

void initialize_velocities(Atoms& atoms, double temperature, std::uint64_t seed, const std::vector<char>& fixed) {
  if (!(temperature > 0) || !std::isfinite(temperature))
    throw Error("the temperature of new velocities must be positive").key("velocity").allowed("> 0 K");
  const double kt = units::boltzmann * temperature;
  const Members moving = moving_atoms(atoms.size(), fixed);
  assert(atoms.velocity.size() == atoms.size() && atoms.mass.size() == atoms.size());
  std::fill(atoms.velocity.begin(), atoms.velocity.end(), Vec3{});
  atoms.has_velocity = true;
  if (moving.empty()) return;
  each(moving, [&](std::size_t i) {
    const auto xi = random_normal(seed, 0, i, Purpose::initial_velocity);
    atoms.velocity[i] = std::sqrt(kt / atoms.mass[i]) * Vec3{xi[0], xi[1], xi[2]};
  });
  const bool free = moving.size() == atoms.size() && moving.size() > 1;
  const double drawn = twice_kinetic(atoms, moving);
  if (free) remove_momenta(atoms, moving);
  scale_to(atoms, moving, kt * (3.0 * static_cast<double>(moving.size()) - (free ? 3 : 0)), drawn);
}

void correct_velocities(Atoms& atoms, const std::vector<int>* labels, const std::vector<char>& fixed) {
  const Members moving = moving_atoms(atoms.size(), fixed);
  if (labels == nullptr) return moving.empty() ? void() : correct(atoms, moving);
  if (labels->size() != atoms.size()) throw Error("one group label an atom is needed", Error::Kind::failed);
  for (const auto& [label, group] : split_by_label(moving, *labels)) correct(atoms, group);
}

}  // namespace nacre
