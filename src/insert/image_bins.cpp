#include "insert/image_bins.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "neighbor/near_points.h"

namespace nacre::insert {

namespace {
// Half the reach a bin: see neighbor_rows.cpp.
constexpr double bins_per_reach = 2;
// Bins beyond this many an image would be empty space of an open direction.
constexpr double max_bins_per_image = 8;
// Numbers of bins are ints.
constexpr double most_bins = 1e9;
}  // namespace

struct ImageBins::Images {
  std::vector<Vec3> position;
  std::vector<int> owner;
  std::vector<char> is_home;
};

ImageBins::ImageBins(const std::vector<Vec3>& position, const Box& box, double reach) : box_(box), reach_(reach) {
  Images images;
  std::array<int, 3> most{};
  for (int k = 0; k < 3; ++k)
    if (box.is_periodic(k)) {
      most[k] = static_cast<int>(std::ceil(margin(k)));
      repeats_ = repeats_ || 2 * reach >= box.thickness(k);
    }
  const auto within = [&](double s, int k) { return s >= -margin(k) && s <= 1 + margin(k); };
  for (std::size_t i = 0; i < position.size(); ++i) {
    const Vec3 r = position[i];
    if (!std::isfinite(r.x + r.y + r.z))
      throw Error("the position of atom " + std::to_string(i) + " (counted from 0) is not finite", Error::Kind::failed);
    const Vec3 inside = box.wrap(r), s = box.fractional(inside);
    for (int a = -most[0]; a <= most[0]; ++a) {
      if (most[0] > 0 && !within(s.x + a, 0)) continue;
      for (int b = -most[1]; b <= most[1]; ++b) {
        if (most[1] > 0 && !within(s.y + b, 1)) continue;
        for (int c = -most[2]; c <= most[2]; ++c) {
          if (most[2] > 0 && !within(s.z + c, 2)) continue;
          const bool is_home = a == 0 && b == 0 && c == 0;
          const Vec3 shift = double(a) * box.h().row(0) + double(b) * box.h().row(1) + double(c) * box.h().row(2);
          images.position.push_back(is_home ? inside : inside + shift);
          images.owner.push_back(static_cast<int>(i));
          images.is_home.push_back(is_home);
        }
      }
    }
  }
  if (images.position.size() > static_cast<std::size_t>(std::numeric_limits<int>::max() / 2))
    throw Error("too many periodic images: the cell is too thin for this cutoff", Error::Kind::failed);
  home_.assign(position.size(), 0);
  measure(images.position);
  fill(images);
  list_lattice_vectors();
}

int ImageBins::bin_of(double s, int k) const {
  const double b = std::floor((s - low_[k]) * scale_[k]);
  return static_cast<int>(std::clamp(b, 0.0, bins_[k] - 1.0));
}

std::int32_t ImageBins::grid(double v) const {
  // A point far outside an open cell must not wrap around: it has no neighbours at the border of the range either.
  return static_cast<std::int32_t>(std::llrint(std::clamp(v / unit_, -1e9, 1e9)));
}

void ImageBins::measure(const std::vector<Vec3>& position) {
  const double infinity = std::numeric_limits<double>::infinity();
  Vec3 low{infinity, infinity, infinity}, high{-infinity, -infinity, -infinity};
  Vec3 first{}, last{};
  for (const Vec3& r : position) {
    const Vec3 s = box_.fractional(r);
    for (int k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], s[k]), high[k] = std::max(high[k], s[k]);
      first[k] = std::min(first[k], r[k]), last[k] = std::max(last[k], r[k]);
    }
  }
  double wanted[3], total = 1, widest = reach_;
  for (int k = 0; k < 3; ++k) {
    const double width = position.empty() ? 0 : (high[k] - low[k]) * box_.thickness(k);
    wanted[k] = std::max(1.0, std::floor(width * bins_per_reach / reach_));
    total *= wanted[k];
    if (!position.empty()) widest = std::max(widest, last[k] - first[k]);
  }
  const double allowed = std::min(max_bins_per_image * static_cast<double>(position.size()) + 64, most_bins);
  const double shrink = std::cbrt(std::max(1.0, total / allowed));
  for (int k = 0; k < 3; ++k) {
    bins_[k] = static_cast<int>(std::max(1.0, std::floor(wanted[k] / shrink)));
    low_[k] = position.empty() ? 0 : low[k];
    scale_[k] = !position.empty() && high[k] > low[k] ? bins_[k] / (high[k] - low[k]) : 0;
  }
  origin_ = position.empty() ? Vec3{} : 0.5 * (first + last);
  unit_ = (widest + 2 * reach_) / 1e9;
}

void ImageBins::fill(const Images& images) {
  const std::size_t n = images.position.size();
  std::vector<int> bin(n);
  begin_.assign(static_cast<std::size_t>(bins_[0]) * bins_[1] * bins_[2] + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const Vec3 s = box_.fractional(images.position[i]);
    bin[i] = (bin_of(s.x, 0) * bins_[1] + bin_of(s.y, 1)) * bins_[2] + bin_of(s.z, 2);
    ++begin_[bin[i] + 1];
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  std::vector<int> next(begin_.begin(), begin_.end() - 1);
  position_.resize(n), owner_.resize(n);
  for (auto* c : {&x_, &y_, &z_}) c->assign(n + near_points_overrun, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const int place = next[bin[i]]++;
    position_[place] = images.position[i];
    owner_[place] = images.owner[i];
    if (images.is_home[i] != 0) home_[images.owner[i]] = place;
    const Vec3 r = images.position[i] - origin_;
    x_[place] = grid(r.x), y_[place] = grid(r.y), z_[place] = grid(r.z);
  }
}

void ImageBins::list_lattice_vectors() {
  std::array<int, 3> most{};
  for (int k = 0; k < 3; ++k)
    if (box_.is_periodic(k)) most[k] = static_cast<int>(std::ceil(margin(k)));
  for (int a = -most[0]; a <= most[0]; ++a)
    for (int b = -most[1]; b <= most[1]; ++b)
      for (int c = -most[2]; c <= most[2]; ++c) {
        if (a == 0 && b == 0 && c == 0) continue;
        const Vec3 v = double(a) * box_.h().row(0) + double(b) * box_.h().row(1) + double(c) * box_.h().row(2);
        if (norm(v) < reach_) lattice_vectors_.push_back(v);
      }
}

/// Calls body(first, last) for runs of places that may lie within reach of a point, until it returns true.
template <class Body>
bool ImageBins::for_runs(Vec3 point, Body&& body) const {
  const Vec3 s = box_.fractional(point);
  int low[3], high[3];
  for (int k = 0; k < 3; ++k) low[k] = bin_of(s[k] - margin(k), k), high[k] = bin_of(s[k] + margin(k), k);
  for (int x = low[0]; x <= high[0]; ++x)
    for (int y = low[1]; y <= high[1]; ++y) {
      const int row = (x * bins_[1] + y) * bins_[2];
      const int first = begin_[row + low[2]], last = begin_[row + high[2] + 1];
      if (first < last && body(first, last)) return true;
    }
  return false;
}

/// The places first <= p < last within reach are added to `places`, which hold `found`; returns how many there are
/// then.
int ImageBins::search_run(Vec3 point, int first, int last, int found, std::vector<int>& places) const {
  static const NearPoints search = near_points();
  const Vec3 r = point - origin_;
  const std::int32_t home[3] = {grid(r.x), grid(r.y), grid(r.z)};
  const float limit = static_cast<float>(reach_ / unit_ * (reach_ / unit_) * (1 + 1e-5));
  const std::size_t room = static_cast<std::size_t>(found) + (last - first) + near_points_overrun;
  if (places.size() < room) places.resize(2 * room);
  return found + search({x_.data(), y_.data(), z_.data()}, first, last, home, limit, places.data() + found);
}

int ImageBins::near(Vec3 point, std::vector<int>& places) const {
  int found = 0;
  if (owner_.empty()) return 0;
  for_runs(point, [&](int first, int last) {
    found = search_run(point, first, last, found, places);
    return false;
  });
  return found;
}

bool ImageBins::any_within(Vec3 point, double distance, std::vector<int>& places) const {
  if (owner_.empty()) return false;
  return for_runs(point, [&](int first, int last) {
    const int found = search_run(point, first, last, 0, places);
    for (int h = 0; h < found; ++h) {
      const Vec3 d = position_[places[h]] - point;
      if (dot(d, d) <= distance * distance) return true;
    }
    return false;
  });
}

}  // namespace nacre::insert
