#include "build/random_structure.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "build/species.h"
#include "core/elements.h"
#include "core/error.h"
#include "core/printable.h"
#include "core/random.h"
#include "core/whole_number.h"

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

/// The atoms placed so far, in cells at least the minimum distance wide, as linked lists.
class PlacedAtoms {
 public:
  PlacedAtoms(Vec3 edges, double min_distance, std::int64_t expected)
      : edges_(edges), squared_(min_distance * min_distance) {
    // More cells than atoms would only cost memory; 1e6 a direction keeps the index small.
    const double most = std::clamp(std::ceil(std::cbrt(static_cast<double>(expected))), 1.0, 1e6);
    for (int k = 0; k < 3; ++k)
      cells_[k] = min_distance * most < edges[k] ? within<int>(most, 1) : within<int>(edges[k] / min_distance, 1);
    first_.assign(static_cast<std::size_t>(cells_[0]) * cells_[1] * cells_[2], -1);
  }

  bool has_room(Vec3 r) const {
    const std::array<int, 3> home = cell(r);
    for (int x = low(0); x <= high(0); ++x)
      for (int y = low(1); y <= high(1); ++y)
        for (int z = low(2); z <= high(2); ++z)
          if (is_near(r, index({home[0] + x, home[1] + y, home[2] + z}))) return false;
    return true;
  }
  void add(Vec3 r) {
    const std::size_t c = index(cell(r));
    next_.push_back(first_[c]);
    first_[c] = static_cast<int>(position_.size());
    position_.push_back(r);
  }
  std::vector<Vec3>& positions() { return position_; }

 private:
  // One or two cells in a direction: their neighbours are themselves, and each is visited once.
  int low(int k) const { return cells_[k] > 2 ? -1 : 0; }
  int high(int k) const { return cells_[k] > 1 ? 1 : 0; }
  std::array<int, 3> cell(Vec3 r) const {
    std::array<int, 3> c;
    for (int k = 0; k < 3; ++k) c[k] = within<int>(r[k] / edges_[k] * cells_[k], 0, cells_[k] - 1);
    return c;
  }
  std::size_t index(std::array<int, 3> c) const {
    for (int k = 0; k < 3; ++k) c[k] = (c[k] + cells_[k]) % cells_[k];
    return (static_cast<std::size_t>(c[0]) * cells_[1] + c[1]) * cells_[2] + c[2];
  }
  bool is_near(Vec3 r, std::size_t cell) const {
    for (int i = first_[cell]; i >= 0; i = next_[i]) {
      Vec3 d = position_[i] - r;
      for (int k = 0; k < 3; ++k) d[k] -= edges_[k] * std::round(d[k] / edges_[k]);
      if (dot(d, d) < squared_) return true;
    }
    return false;
  }

  Vec3 edges_;
  double squared_;
  std::array<int, 3> cells_{};
  std::vector<int> first_, next_;
  std::vector<Vec3> position_;
};

Vec3 find_room(const PlacedAtoms& placed, std::int64_t atom, const RandomStructure& request) {
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
  PlacedAtoms placed(request.edges, request.min_distance, n);
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
