#include "insert/candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/random.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre::insert {

namespace {

void check(const DistanceField& field, const CandidateSettings& settings) {
  if (static_cast<int>(settings.minimum.size()) != field.species())
    throw Error("a minimum distance is needed for every species").key("min_distance");
  for (const double m : settings.minimum)
    if (!(m <= field.reach()))
      throw Error("a minimum distance exceeds the reach of the distance field").key("min_distance");
  if (settings.reduction == Reduction::poisson_disc && !(settings.disc > 0))
    throw Error("the distance between candidates must be above 0 A").key("disc");
}

/// The least of d_s - minimum_s.
float clearance(const DistanceField& field, const CandidateSettings& settings, std::int64_t p) {
  float least = std::numeric_limits<float>::infinity();
  for (int s = 0; s < field.species(); ++s)
    least = std::min(least, field.distance(s, p) - static_cast<float>(settings.minimum[s]));
  return least;
}

std::vector<std::int64_t> allowed_points(const DistanceField& field, const CandidateSettings& settings) {
  const std::int64_t planes = field.counts()[0], plane = field.points() / planes;
  std::vector<std::vector<std::int64_t>> found(planes);
  parallel_for(
      planes,
      [&](std::ptrdiff_t i) {
        for (std::int64_t p = i * plane; p < (i + 1) * plane; ++p)
          if (clearance(field, settings, p) >= 0) found[i].push_back(p);
      },
      4);
  std::vector<std::int64_t> all;
  for (const auto& f : found) all.insert(all.end(), f.begin(), f.end());
  return all;
}

bool is_local_maximum(const DistanceField& field, const CandidateSettings& settings, std::int64_t p) {
  const auto at = field.place(p);
  const float mine = clearance(field, settings, p);
  for (int i = -1; i <= 1; ++i)
    for (int j = -1; j <= 1; ++j)
      for (int k = -1; k <= 1; ++k) {
        const int step[3] = {i, j, k};
        int other[3];
        bool exists = true;
        for (int c = 0; c < 3; ++c) {
          const int n = field.counts()[c];
          other[c] = at[c] + step[c];
          if (field.box().is_periodic(c))
            other[c] = (other[c] + n) % n;
          else
            exists = exists && other[c] >= 0 && other[c] < n;
        }
        if (!exists) continue;
        const std::int64_t q = field.index(other[0], other[1], other[2]);
        if (q == p) continue;
        const float theirs = clearance(field, settings, q);
        if (theirs > mine || (theirs == mine && q < p)) return false;
      }
  return true;
}

/// Accepted points, sorted into cells at least one disc thick; asks whether a point is too near to one of them.
class Discs {
 public:
  Discs(const Box& box, double disc) : box_(box), disc_(disc) {
    const double width = std::max(disc, std::cbrt(box.volume() / most_cells));
    for (int k = 0; k < 3; ++k) {
      cells_[k] = within<int>(box.thickness(k) / width, 1, 4096);
      // Cells to look through on either side; images of a thin cell lie whole cells away.
      around_[k] = whole<int>(std::ceil(disc / (box.thickness(k) / cells_[k]) * (1 + 1e-9)),
                              {"the number of cells that a disc reaches"}, 0, most_around);
    }
    accepted_.resize(static_cast<std::size_t>(cells_[0]) * cells_[1] * cells_[2]);
  }
  bool is_free(Vec3 r) const {
    const auto home = cell_of(r);
    for (int i = -around_[0]; i <= around_[0]; ++i)
      for (int j = -around_[1]; j <= around_[1]; ++j)
        for (int k = -around_[2]; k <= around_[2]; ++k)
          if (!cell_is_free({home[0] + i, home[1] + j, home[2] + k}, r)) return false;
    return true;
  }
  void accept(Vec3 r) {
    const auto c = cell_of(r);
    accepted_[(static_cast<std::size_t>(c[0]) * cells_[1] + c[1]) * cells_[2] + c[2]].push_back(r);
  }

 private:
  std::array<int, 3> cell_of(Vec3 r) const {
    const Vec3 s = box_.fractional(r);
    std::array<int, 3> c;
    for (int k = 0; k < 3; ++k) c[k] = within<int>(s[k] * cells_[k], 0, cells_[k] - 1);
    return c;
  }
  bool cell_is_free(std::array<int, 3> c, Vec3 r) const {
    Vec3 shift;
    for (int k = 0; k < 3; ++k) {
      const int cells = (c[k] < 0 ? c[k] - cells_[k] + 1 : c[k]) / cells_[k];  // rounded down
      if (cells != 0 && !box_.is_periodic(k)) return true;
      c[k] -= cells * cells_[k];
      shift += static_cast<double>(cells) * box_.h().row(k);
    }
    for (const Vec3& a : accepted_[(static_cast<std::size_t>(c[0]) * cells_[1] + c[1]) * cells_[2] + c[2]]) {
      const Vec3 d = a + shift - r;
      if (dot(d, d) < disc_ * disc_) return false;
    }
    return true;
  }

  static constexpr double most_cells = 4e6;  // 100 MB
  static constexpr int most_around = 1000000;
  const Box& box_;
  double disc_;
  std::array<int, 3> cells_{}, around_{};
  std::vector<std::vector<Vec3>> accepted_;
};

/// Numbers whose order is the random order of the points.
std::uint64_t priority(std::uint64_t seed, std::int64_t p) {
  const auto u = random_uniform(seed, 0, static_cast<std::uint64_t>(p), Purpose::insert_thinning);
  return within<std::uint64_t>(u[0] * 4294967296.0) << 32 | within<std::uint64_t>(u[1] * 4294967296.0);
}

std::vector<std::int64_t> thin(const DistanceField& field, const CandidateSettings& settings,
                               const std::vector<std::int64_t>& points) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> order(points.size());
  parallel_for(static_cast<std::ptrdiff_t>(points.size()), [&](std::ptrdiff_t i) {
    order[i] = {priority(settings.seed, points[i]), points[i]};
  });
  parallel_sort(order);
  Discs discs(field.box(), settings.disc);
  std::vector<std::int64_t> kept;
  for (const auto& [unused, p] : order) {
    const Vec3 r = field.position(p);
    if (!discs.is_free(r)) continue;
    discs.accept(r);
    kept.push_back(p);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace

Candidates find_candidates(const DistanceField& field, const CandidateSettings& settings) {
  check(field, settings);
  Candidates found;
  found.steps = field.steps();
  found.index = allowed_points(field, settings);
  found.allowed = static_cast<std::int64_t>(found.index.size());
  if (settings.reduction == Reduction::local_maxima) {
    std::vector<char> keep(found.index.size());
    parallel_for(
        static_cast<std::ptrdiff_t>(keep.size()),
        [&](std::ptrdiff_t i) { keep[i] = is_local_maximum(field, settings, found.index[i]); }, 512);
    std::size_t count = 0;
    for (std::size_t i = 0; i < keep.size(); ++i)
      if (keep[i] != 0) found.index[count++] = found.index[i];
    found.index.resize(count);
  } else if (settings.reduction == Reduction::poisson_disc) {
    found.index = thin(field, settings, found.index);
  }
  for (const std::int64_t p : found.index) found.position.push_back(field.position(p));
  return found;
}

}  // namespace nacre::insert
