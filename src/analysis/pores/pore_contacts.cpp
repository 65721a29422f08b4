#include "analysis/pores/pore_contacts.h"

#include <algorithm>
#include <limits>

namespace nacre {

namespace {
// Atoms of a contact are sought among so many, the nearest: 1001 fours, 2024 threes.
constexpr int most_of_four = 14, most_of_three = 24;
constexpr int most_moves = 100;
// Å: another atom may touch the sphere too (symmetric cages), to rounding.
constexpr double touching = 1e-8;
// Å: centres of windows of one place.
constexpr double same_window = 1e-6;

struct Sphere {
  Vec3 centre;
  double radius, clearance;
};
using Spheres = std::vector<Sphere>;

/// Atoms with a clearance of at most d(point) + beyond from the point, nearest surface first.
Spheres around(const AtomBins& atoms, Vec3 point, double beyond) {
  const double limit = atoms.clearance(point) + beyond;
  Spheres found;
  atoms.near(point, limit + atoms.largest_radius(), [&](int p, Vec3 r) {
    const double clearance = norm(point - r) - atoms.radius(p);
    if (clearance <= limit) found.push_back({r, atoms.radius(p), clearance});
  });
  std::stable_sort(found.begin(), found.end(),
                   [](const Sphere& a, const Sphere& b) { return a.clearance < b.clearance; });
  return found;
}

double clearance(const Spheres& atoms, Vec3 point) {
  double d2 = std::numeric_limits<double>::infinity();
  for (const Sphere& a : atoms) d2 = std::min(d2, norm(point - a.centre) - a.radius);
  return d2;
}

/// Calls body(sphere) for the one or two spheres of x = p + q rho, |x| = rho + R_0.
template <class Body>
void solve(const Mat3& rows, Vec3 p, Vec3 q, const Sphere& origin, Body&& body) {
  const double volume = determinant(rows);
  const double size = norm(rows.row(0)) * norm(rows.row(1)) * norm(rows.row(2));
  if (!(std::abs(volume) > 1e-9 * size)) return;  // in one plane, or on one line: no one sphere
  const Mat3 inverted = inverse(rows);
  p = inverted * p, q = inverted * q;
  const double a = dot(q, q) - 1, b = dot(p, q) - origin.radius, c = dot(p, p) - origin.radius * origin.radius;
  const double square = b * b - a * c;
  if (square < 0) return;
  // The two roots without cancellation: -(b + sign(b) root)/a and c/-(b + sign(b) root).
  const double s = -(b + (b < 0 ? -1 : 1) * std::sqrt(square));
  for (const double rho : {s / a, c / s})
    if (std::isfinite(rho) && rho + origin.radius > 0) body(TouchingSphere{origin.centre + p + rho * q, rho});
}

Vec3 rows_to_numbers(const Sphere& o, const Sphere* const* others, int count, Mat3& rows, Vec3& q) {
  Vec3 p;
  for (int k = 0; k < count; ++k) {
    const Vec3 a = others[k]->centre - o.centre;
    for (int c = 0; c < 3; ++c) rows[k][c] = a[c];
    p[k] = (dot(a, a) + o.radius * o.radius - others[k]->radius * others[k]->radius) / 2;
    q[k] = o.radius - others[k]->radius;
  }
  return p;
}

template <class Body>
void for_fours(const Spheres& atoms, Body&& body) {
  const int n = std::min<int>(most_of_four, static_cast<int>(atoms.size()));
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j)
      for (int k = j + 1; k < n; ++k)
        for (int l = k + 1; l < n; ++l) {
          const Sphere* others[3] = {&atoms[j], &atoms[k], &atoms[l]};
          Mat3 rows;
          Vec3 q;
          const Vec3 p = rows_to_numbers(atoms[i], others, 3, rows, q);
          solve(rows, p, q, atoms[i], body);
        }
}

template <class Body>
void for_threes(const Spheres& atoms, Body&& body) {
  const int n = std::min<int>(most_of_three, static_cast<int>(atoms.size()));
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j)
      for (int k = j + 1; k < n; ++k) {
        const Sphere* others[2] = {&atoms[j], &atoms[k]};
        Mat3 rows;
        Vec3 q;
        const Vec3 p = rows_to_numbers(atoms[i], others, 2, rows, q);
        const Vec3 normal = cross(rows.row(0), rows.row(1));
        for (int c = 0; c < 3; ++c) rows[2][c] = normal[c];
        solve(rows, p, q, atoms[i], [&](const TouchingSphere& s) { body(s, atoms[i], atoms[j], atoms[k]); });
      }
}

/// 0 is a sum of the three directions from the centre with weights that are not negative (all lie in one plane).
bool is_between(Vec3 centre, Vec3 a, Vec3 b, Vec3 c) {
  const Vec3 u = a - centre, v = b - centre, w = c - centre;
  const Vec3 normal = cross(b - a, c - a);
  const double limit = -1e-7 * dot(normal, normal);
  return dot(cross(u, v), normal) >= limit && dot(cross(v, w), normal) >= limit && dot(cross(w, u), normal) >= limit;
}

/// Uphill in shrinking steps to the 26 sides: a good start where many atoms nearly touch.
Vec3 climb(const Spheres& atoms, Vec3 centre, double step, double farthest) {
  const Vec3 start = centre;
  double best = clearance(atoms, centre);
  for (int shrinks = 0; shrinks < 8;) {
    Vec3 to = centre;
    for (int v = 0; v < 27; ++v) {
      const Vec3 trial = centre + step * Vec3{v / 9 - 1.0, v / 3 % 3 - 1.0, v % 3 - 1.0};
      const double d = clearance(atoms, trial);
      if (d > best && norm(trial - start) < farthest) best = d, to = trial;
    }
    if (norm(to - centre) == 0) step /= 2, ++shrinks;
    centre = to;
  }
  return centre;
}
}  // namespace

TouchingSphere largest_sphere_near(const AtomBins& atoms, Vec3 start, double span) {
  TouchingSphere best{start, atoms.clearance(start)};
  for (int move = 0; move < most_moves; ++move) {
    // An atom that a sphere touches after a move of up to `span` has at most d + 2 spans of clearance before it.
    const TouchingSphere before = best;
    const Spheres near_by = around(atoms, before.centre, 2 * span);
    for_fours(near_by, [&](const TouchingSphere& s) {
      if (s.radius > best.radius + 1e-12 && norm(s.centre - before.centre) <= span &&
          clearance(near_by, s.centre) >= s.radius - touching)
        best = s;
    });
    if (best.radius > before.radius + 1e-10) continue;
    const Vec3 higher = climb(near_by, before.centre, span / 4, span);
    best = {higher, clearance(near_by, higher)};
    if (!(best.radius > before.radius + 1e-6)) return before;
  }
  return best;
}

std::vector<WindowSphere> windows_near(const AtomBins& atoms, Vec3 start, double span) {
  const double far = 2 * span;
  const Spheres near_by = around(atoms, start, 2 * far);
  const double highest = near_by.empty() ? 0 : near_by.front().clearance + span;
  std::vector<WindowSphere> found;
  const auto is_known = [&](const TouchingSphere& s) {  // four atoms in a plane hold one sphere, not four
    return std::any_of(found.begin(), found.end(),
                       [&](const WindowSphere& w) { return norm(w.sphere.centre - s.centre) < same_window; });
  };
  for_threes(near_by, [&](const TouchingSphere& s, const Sphere& a, const Sphere& b, const Sphere& c) {
    if (s.radius > highest || s.radius <= 0 || norm(s.centre - start) > far) return;
    if (is_between(s.centre, a.centre, b.centre, c.centre) && clearance(near_by, s.centre) >= s.radius - touching &&
        !is_known(s))
      found.push_back({s, cross(b.centre - a.centre, c.centre - a.centre)});
  });
  return found;
}

}  // namespace nacre
