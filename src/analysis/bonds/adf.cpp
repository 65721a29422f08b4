#include "analysis/bonds/adf.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "analysis/bonds/bond_graph.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre {

namespace {
constexpr double microdegrees = 1e6;
constexpr std::ptrdiff_t parts = 64;

/// An element by its type in the atoms at hand; any: -1, one that is not there: -2.
int type_of(const std::string& name, const Atoms& atoms) {
  if (name.empty()) return -1;
  const auto found = std::find(atoms.species.begin(), atoms.species.end(), name);
  return found == atoms.species.end() ? -2 : static_cast<int>(found - atoms.species.begin());
}

struct TypedKind {
  int centre, first, second;
  double first_from, first_to, second_from, second_to;
  bool symmetric;

  TypedKind(const AngleKind& k, const Atoms& atoms)
      : centre(type_of(k.centre, atoms)),
        first(type_of(k.first, atoms)),
        second(type_of(k.second, atoms)),
        first_from(k.first_from),
        first_to(k.first_to),
        second_from(k.second_from),
        second_to(k.second_to),
        symmetric(k.symmetric()) {}
  bool takes_centre(int type) const { return centre == -1 || centre == type; }
  bool takes_first(int type, double r) const {
    return (first == -1 || first == type) && r >= first_from && r < first_to;
  }
  bool takes_second(int type, double r) const {
    return (second == -1 || second == type) && r >= second_from && r < second_to;
  }
};

struct Neighbor {
  int type;
  Vec3 vector;
  double distance;
};

double angle_degrees(Vec3 a, Vec3 b) { return std::atan2(norm(cross(a, b)), dot(a, b)) * 180 / std::numbers::pi; }

/// Ways in which the two may stand for the first and the second.
int ways(const TypedKind& kind, const Neighbor& j, const Neighbor& k) {
  const bool one = kind.takes_first(j.type, j.distance) && kind.takes_second(k.type, k.distance);
  const bool two = kind.takes_first(k.type, k.distance) && kind.takes_second(j.type, j.distance);
  return kind.symmetric ? one : one + two;
}

void count_around(int centre, const std::vector<Neighbor>& near, const std::vector<TypedKind>& kinds,
                  std::vector<AngleCounts>& counts) {
  for (std::size_t q = 0; q < kinds.size(); ++q) {
    if (!kinds[q].takes_centre(centre)) continue;
    for (std::size_t j = 0; j < near.size(); ++j)
      for (std::size_t k = j + 1; k < near.size(); ++k)
        for (int n = ways(kinds[q], near[j], near[k]); n > 0; --n)
          counts[q].add(angle_degrees(near[j].vector, near[k].vector));
  }
}

/// The longest distance at which any kind looks for the two elements beside each other.
std::vector<PairCutoff> longest_bonds(const std::vector<AngleKind>& kinds, const Atoms& atoms) {
  std::vector<PairCutoff> pairs;
  const auto fits = [](const std::string& asked, const std::string& name) { return asked.empty() || asked == name; };
  for (std::size_t a = 0; a < atoms.species.size(); ++a)
    for (std::size_t b = a; b < atoms.species.size(); ++b) {
      double longest = 0;
      const std::string &s = atoms.species[a], &t = atoms.species[b];
      for (const AngleKind& k : kinds)
        for (const auto& [centre, other] : {std::pair(s, t), std::pair(t, s)}) {
          if (!fits(k.centre, centre)) continue;
          if (fits(k.first, other)) longest = std::max(longest, k.first_to);
          if (fits(k.second, other)) longest = std::max(longest, k.second_to);
        }
      if (longest > 0) pairs.push_back({s, t, longest});
    }
  if (pairs.empty()) throw Error("no atom belongs to any of these angles").key("elements");
  return pairs;
}

std::vector<Neighbor> neighbors_of(const BondGraph& graph, int node, const Atoms& atoms) {
  std::vector<Neighbor> near;
  for (std::int64_t b = graph.begin[node]; b < graph.begin[node + 1]; ++b) {
    const Vec3 r = graph.vector(node, graph.bond[b]);
    near.push_back({atoms.type[graph.atom[graph.bond[b].node]], r, norm(r)});
  }
  return near;
}
}  // namespace

std::string AngleKind::name() const { return centre.empty() ? "total" : first + "-" + centre + "-" + second; }

void AngleCounts::add(double degrees) {
  ++bins[within<std::size_t>(degrees / 180 * static_cast<double>(bins.size()), 0, bins.size() - 1)];
  sum_microdegrees += nearest_within<std::int64_t>(degrees * microdegrees);
  ++angles;
}

void AngleCounts::add(const AngleCounts& other) {
  for (std::size_t k = 0; k < bins.size(); ++k) bins[k] += other.bins[k];
  sum_microdegrees += other.sum_microdegrees;
  angles += other.angles;
}

double AngleCounts::mean() const {
  return angles == 0 ? 0 : static_cast<double>(sum_microdegrees) / microdegrees / static_cast<double>(angles);
}

double AngleCounts::middle(std::size_t k) const {
  return (static_cast<double>(k) + 0.5) * 180 / static_cast<double>(bins.size());
}

double AngleCounts::density(std::size_t k) const {
  if (angles == 0) return 0;
  return static_cast<double>(bins[k]) / (static_cast<double>(angles) * 180 / static_cast<double>(bins.size()));
}

double AngleCounts::deviation() const {
  if (angles == 0) return 0;
  double sum = 0;
  for (std::size_t k = 0; k < bins.size(); ++k) {
    const double off = middle(k) - mean();
    sum += static_cast<double>(bins[k]) * off * off;
  }
  return std::sqrt(sum / static_cast<double>(angles));
}

double AngleCounts::peak() const {
  if (angles == 0) return 0;
  return middle(static_cast<std::size_t>(std::max_element(bins.begin(), bins.end()) - bins.begin()));
}

Adf::Adf(std::vector<AngleKind> kinds, int bins) : kinds_(std::move(kinds)), bins_(bins) {
  if (bins < 1) throw Error("too few bins").key("bins").allowed(">= 1");
  if (kinds_.empty()) throw Error("no angles to count").key("cutoff");
  for (const AngleKind& k : kinds_)
    for (const auto& [from, to] : {std::pair(k.first_from, k.first_to), std::pair(k.second_from, k.second_to)})
      if (!(from >= 0 && to > from)) throw Error("not a range of distances").key("distance").allowed("0 <= from < to");
  AngleCounts none;
  none.bins.assign(bins, 0);
  counts_.assign(kinds_.size(), none);
}

std::vector<AngleCounts> Adf::measure(const Atoms& atoms, const Box& box) const {
  const BondGraph graph = bond_graph(atoms, box, longest_bonds(kinds_, atoms));
  std::vector<TypedKind> typed;
  for (const AngleKind& k : kinds_) typed.emplace_back(k, atoms);
  AngleCounts none;
  none.bins.assign(bins_, 0);
  std::vector<std::vector<AngleCounts>> sums(parts, std::vector<AngleCounts>(kinds_.size(), none));
  const std::ptrdiff_t n = graph.nodes();
  parallel_for(
      parts,
      [&](std::ptrdiff_t p) {
        for (std::ptrdiff_t i = n * p / parts; i < n * (p + 1) / parts; ++i) {
          const int node = static_cast<int>(i);
          count_around(atoms.type[graph.atom[node]], neighbors_of(graph, node, atoms), typed, sums[p]);
        }
      },
      n < 4096 ? parts : 1);
  for (int p = 1; p < parts; ++p)
    for (std::size_t q = 0; q < kinds_.size(); ++q) sums[0][q].add(sums[p][q]);
  return std::move(sums[0]);
}

void Adf::add(const std::vector<AngleCounts>& frame) {
  for (std::size_t q = 0; q < counts_.size(); ++q) counts_[q].add(frame[q]);
  ++frames_;
}

AngleCounts Adf::total() const {
  AngleCounts sum = counts_[0];
  for (std::size_t q = 1; q < counts_.size(); ++q) sum.add(counts_[q]);
  return sum;
}

std::vector<AngleKind> bond_angle_kinds(const std::vector<PairCutoff>& pairs) {
  std::set<std::string> elements;
  for (const PairCutoff& p : pairs) elements.insert({p.first, p.second});
  const std::vector<std::string> names(elements.begin(), elements.end());
  const std::vector<double> cutoff = cutoff_table(pairs, names);
  std::vector<AngleKind> kinds;
  const std::size_t n = names.size();
  for (std::size_t c = 0; c < n; ++c)
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = a; b < n; ++b)
        if (cutoff[c * n + a] > 0 && cutoff[c * n + b] > 0)
          kinds.push_back({names[c], names[a], names[b], 0, cutoff[c * n + a], 0, cutoff[c * n + b]});
  return kinds;
}

}  // namespace nacre
