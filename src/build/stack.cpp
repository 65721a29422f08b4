#include "build/stack.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "build/flake.h"
#include "build/sheet.h"
#include "core/printable.h"
#include "core/random.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
constexpr std::uint64_t first_stack = std::uint64_t{1} << 32, first_pose = std::uint64_t{1} << 33;
constexpr int most_layers_of_stack = 10000;

double log_normal(DomainSize size, double normal) {
  if (size.deviation == 0) return size.mean;
  const double variance = std::log(1 + std::pow(size.deviation / size.mean, 2));
  return std::exp(std::log(size.mean) - variance / 2 + std::sqrt(variance) * normal);
}

/// A layer in its place: turned about z, then shifted. `u`: uniform numbers.
std::vector<Vec3> layer_of(const std::vector<Vec3>& flat, const Domains& r, int k, double z,
                           const std::array<double, 4>& u) {
  double angle = 0;
  Vec3 shift{0, stacking_shift({r.a}, r.stacking == "AB" ? "AB" : "AA", k), z};
  if (r.stacking == "turbostratic") {
    angle = 2 * std::numbers::pi * u[0];
    shift = {r.a * (u[1] + u[2] / 2), r.a * u[2] * std::numbers::sqrt3 / 2, z};
    shift -= Vec3{0.75 * r.a, r.a * std::numbers::sqrt3 / 4, 0};  // no stack leans on average
  }
  const double c = std::cos(angle), s = std::sin(angle);
  std::vector<Vec3> out;
  for (const Vec3& p : flat) out.push_back(Vec3{c * p.x - s * p.y, s * p.x + c * p.y, 0} + shift);
  return out;
}

void add_layers(Stack& stack, const std::vector<Vec3>& flat, const Domains& r, std::uint64_t number) {
  const int n = stack.about.layers;
  for (int k = 0; k < n; ++k) {
    const auto u = random_uniform(r.seed, k + 1, number, Purpose::build_random);
    const double z = (k - (n - 1) / 2.0) * r.spacing;
    for (const Vec3& p : layer_of(flat, r, k, z, u)) {
      stack.atoms.push_back(p);
      if (k + 1 < n) stack.between.push_back(p + Vec3{0, 0, r.spacing / 2});
      stack.radius = std::max(stack.radius, norm(p));
    }
  }
}

Stack make_stack(const Domains& r, std::uint64_t number) {
  const auto g = random_normal(r.seed, 0, number, Purpose::build_random);
  Stack stack;
  const double wanted = log_normal(r.la, g[0]);
  stack.about.layers = nearest_within<int>(log_normal(r.lc, g[1]) / r.spacing, 1, most_layers_of_stack);
  stack.about.lc = stack.about.layers * r.spacing;
  const std::vector<Vec3> flat = flake(r.a, wanted, r.edge);
  if (flat.empty()) throw Error("no hexagon fits into a layer of this size").key("la").value(number_text(wanted));
  stack.about.la = flake_diameter(r.a, flat.size());
  add_layers(stack, flat, r, number);
  stack.about.atoms = static_cast<std::int64_t>(stack.atoms.size());
  return stack;
}

/// The rotation of a unit quaternion that is uniform on the sphere: Shoemake's subgroup algorithm.
Mat3 random_rotation(double u0, double u1, double u2) {
  const double a = std::sqrt(1 - u0), b = std::sqrt(u0), t1 = 2 * std::numbers::pi * u1, t2 = 2 * std::numbers::pi * u2;
  const double x = a * std::sin(t1), y = a * std::cos(t1), z = b * std::sin(t2), w = b * std::cos(t2);
  return {{{1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)},
           {2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)},
           {2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)}}};
}
}  // namespace

std::vector<Stack> make_stacks(const Domains& r) {
  const double wanted = r.graphitic * static_cast<double>(r.atoms);
  std::vector<Stack> stacks;
  double total = 0;
  for (std::uint64_t number = first_stack; total < wanted; ++number) {
    Stack stack = make_stack(r, number);
    const double atoms = static_cast<double>(stack.about.atoms);
    const bool is_too_many = total + atoms > static_cast<double>(r.atoms);
    if ((is_too_many || total + atoms / 2 > wanted) && !stacks.empty()) break;
    if (is_too_many)
      throw Error("a stack of this La and Lc has more atoms than there are in all")
          .key("atoms")
          .value(std::to_string(r.atoms))
          .allowed(">= " + std::to_string(stack.about.atoms));
    total += atoms;
    stacks.push_back(std::move(stack));
  }
  std::stable_sort(stacks.begin(), stacks.end(),
                   [](const Stack& a, const Stack& b) { return a.about.atoms > b.about.atoms; });
  return stacks;
}

StackPose random_pose(const Domains& r, std::size_t s, int attempt, double edge) {
  const auto u = random_uniform(r.seed, attempt, first_pose + 2 * s, Purpose::build_random);
  const auto v = random_uniform(r.seed, attempt, first_pose + 2 * s + 1, Purpose::build_random);
  return {{edge * u[0], edge * u[1], edge * u[2]}, random_rotation(v[0], v[1], v[2])};
}

}  // namespace nacre
