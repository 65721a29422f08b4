#include "build/random_structure.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "build/placed_points.h"
#include "build/species.h"
#include "core/elements.h"
#include "core/error.h"
#include "core/printable.h"
#include "core/random.h"

namespace nacre {

namespace {
std::int64_t total_count(const RandomStructure& request) {
  return std::accumulate(request.counts.begin(), request.counts.end(), std::int64_t{0});
}

Error out_of_range(const char* key, double value, const char* allowed) {
  return Error("out of range").key(key).value(number_text(value)).allowed(allowed);
}

void check(const RandomStructure& request) {
  if (request.species.empty() || request.species.size() != request.counts.size())
    throw Error("as many numbers of atoms as species are needed")
        .key("atoms")
        .value(std::to_string(request.counts.size()) + " numbers, " + std::to_string(request.species.size()) +
               " species");
  for (const auto& symbol : request.species) known_element(symbol);
  for (const int count : request.counts)
    if (count < 1) throw out_of_range("atoms", count, ">= 1");
  if (total_count(request) > std::numeric_limits<int>::max())
    throw out_of_range("atoms", static_cast<double>(total_count(request)), "at most 2147483647 in all");
  if (!(request.min_distance >= 0) || !std::isfinite(request.min_distance))
    throw out_of_range("min-distance", request.min_distance, ">= 0 (A)");
  for (int k = 0; k < 3; ++k)
    if (!(request.edges[k] > 0) || !std::isfinite(request.edges[k]) || request.edges[k] < request.min_distance)
      throw out_of_range("box", request.edges[k], "> 0 and no less than the minimum distance (A)");
}

Vec3 find_room(const PlacedPoints& placed, std::int64_t atom, const RandomStructure& request) {
  for (int attempt = 0; attempt < random_structure_tries; ++attempt) {
    const auto u = random_uniform(request.seed, attempt, atom, Purpose::build_random);
    const Vec3 r{u[0] * request.edges.x, u[1] * request.edges.y, u[2] * request.edges.z};
    if (placed.has_room(r)) return r;
  }
  throw Error("no room was found for atom " + std::to_string(atom + 1) + " of " + std::to_string(total_count(request)) +
                  " after " + std::to_string(random_structure_tries) +
                  " tries: take a smaller distance, a larger box or fewer atoms",
              Error::Kind::failed)
      .key("min-distance")
      .value(number_text(request.min_distance));
}
}  // namespace

Structure random_structure(const RandomStructure& request) {
  check(request);
  const std::int64_t n = total_count(request);
  PlacedPoints placed(request.edges, request.min_distance, n);
  for (std::int64_t i = 0; i < n; ++i) placed.add(find_room(placed, i, request));

  Mat3 h;
  for (int k = 0; k < 3; ++k) h.m[k][k] = request.edges[k];
  Structure out{Atoms(), Box(h)};
  out.atoms.resize(n);
  out.atoms.position = std::move(placed.positions());
  std::size_t atom = 0;
  for (std::size_t t = 0; t < request.species.size(); ++t)
    for (int i = 0; i < request.counts[t]; ++i) set_species(out.atoms, atom++, request.species[t]);
  return out;
}

}  // namespace nacre
