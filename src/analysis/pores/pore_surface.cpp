#include "analysis/pores/pore_surface.h"

#include <algorithm>
#include <map>
#include <numbers>

#include "device/parallel.h"

namespace nacre {

namespace {
constexpr int zones = 64, fine = 8;
using std::numbers::pi;

struct Neighbour {
  double z, across, angle;  ///< of the vector to its centre: a_z, a_xy, phi_j
  double t;                 ///< T above
  double distance;
};

struct Arc {
  double begin, end;  ///< 0 <= begin < 2 pi; end may be beyond
};

/// Spheres that cut sphere `place`; empty result `hidden` when one holds it wholly.
bool find_neighbours(const AtomBins& atoms, int place, double probe, double factor, std::vector<Neighbour>& found) {
  const Vec3 centre = atoms.position(place);
  const double s = factor * (atoms.radius(place) + probe);
  found.clear();
  bool visible = true;
  atoms.near(centre, s + factor * (atoms.largest_radius() + probe), [&](int j, Vec3 r) {
    const Vec3 a = r - centre;
    const double other = factor * (atoms.radius(j) + probe), distance = norm(a);
    if (j == place && distance < 1e-9) return;  // itself, not an image
    if (distance >= s + other || distance + other <= s) return;
    // Of two equal spheres at one place the first is seen.
    if (distance + s <= other && (distance > 0 || other > s || j < place)) visible = false;
    found.push_back(
        {a.z, std::hypot(a.x, a.y), std::atan2(a.y, a.x), (s * s + dot(a, a) - other * other) / 2, distance});
  });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.distance < b.distance; });
  return visible;
}

/// False when the whole circle at height z is hidden.
bool find_arcs(const std::vector<Neighbour>& neighbours, double z, double w, std::vector<Arc>& arcs) {
  arcs.clear();
  for (const Neighbour& n : neighbours) {
    const double left = n.t - z * n.z, right = w * n.across;
    if (left >= right) continue;
    if (left <= -right) return false;
    arcs.push_back({left / right, n.angle});
  }
  for (Arc& arc : arcs) {
    const double half = std::acos(arc.begin);
    double begin = arc.end - half;
    begin -= 2 * pi * std::floor(begin / (2 * pi));
    arc = {begin, begin + 2 * half};
  }
  return true;
}

/// body(begin, end) for what the arcs leave of the circle.
template <class Body>
void for_free(std::vector<Arc>& arcs, Body&& body) {
  if (arcs.empty()) return body(0.0, 2 * pi);
  std::sort(arcs.begin(), arcs.end(), [](const Arc& a, const Arc& b) { return a.begin < b.begin; });
  double reached = 0;  // what earlier arcs hide beyond 2 pi hides the beginning
  for (const Arc& arc : arcs) reached = std::max(reached, arc.end - 2 * pi);
  const double start = reached;
  double first_gap = -1;
  for (const Arc& arc : arcs) {
    if (arc.begin > reached) {
      if (reached == 0 && start == 0)
        first_gap = arc.begin;  // joined with the last gap across angle 0
      else
        body(reached, arc.begin);
    }
    reached = std::max(reached, arc.end);
  }
  const double rest = std::max(2 * pi - reached, 0.0) + std::max(first_gap, 0.0);
  if (rest > 0) body(std::min(reached, 2 * pi), std::min(reached, 2 * pi) + rest);
}
}  // namespace

std::vector<std::vector<SurfacePiece>> exposed_surface(const AtomBins& atoms, double probe, double factor,
                                                       const std::function<int(Vec3)>& part_of) {
  std::vector<std::vector<SurfacePiece>> pieces(atoms.places());
  const auto measure = [&](int place, std::vector<Neighbour>& neighbours, std::vector<Arc>& arcs) {
    if (!find_neighbours(atoms, place, probe, factor, neighbours)) return;
    const double s = factor * (atoms.radius(place) + probe);
    std::map<int, double> area;
    const auto circle = [&](int k, int of, auto&& body) {  // the free arcs of the middle of zone k of so many
      const double z = s * (-1 + (2 * k + 1.0) / of), w = std::sqrt(s * s - z * z);
      if (find_arcs(neighbours, z, w, arcs)) for_free(arcs, [&](double begin, double end) { body(z, w, begin, end); });
    };
    bool seen[zones + 2] = {};  // one more on either side
    for (int k = 0; k < zones; ++k) circle(k, zones, [&](double, double, double, double) { seen[k + 1] = true; });
    for (int k = 0; k < zones * fine; ++k) {
      const int zone = k / fine;
      if (!seen[zone] && !seen[zone + 1] && !seen[zone + 2]) continue;
      circle(k, zones * fine, [&](double z, double w, double begin, double end) {
        const double phi = (begin + end) / 2;
        const int part = part_of(atoms.position(place) + Vec3{w * std::cos(phi), w * std::sin(phi), z});
        area[part] += 2 * s * s / (zones * fine) * (end - begin);
      });
    }
    for (const auto& [part, a] : area) pieces[place].push_back({part, a});
  };
  constexpr int together = 64;
  parallel_for((atoms.places() + together - 1) / together,
               [&](std::ptrdiff_t block) {
                 std::vector<Neighbour> neighbours;
                 std::vector<Arc> arcs;
                 const int begin = static_cast<int>(block) * together;
                 for (int p = begin; p < std::min(begin + together, atoms.places()); ++p) measure(p, neighbours, arcs);
               },
               1);
  return pieces;
}

}  // namespace nacre
