#include "neighbor/point_search.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

#include "core/whole_number.h"
#include "neighbor/image_range.h"
#include "neighbor/list_cost.h"

namespace nacre {

namespace {
// Half the reach a bin: see neighbor_rows.cpp.
constexpr double search_bins_per_reach = 2;
// Bins beyond this many an image would be empty space of an open direction.
constexpr double max_bins_per_image = 8;
// Numbers of bins are ints.
constexpr double most_point_bins = 1e9;
constexpr double beyond_all = std::numeric_limits<double>::infinity();
}  // namespace

struct PointSearch::Images {
  std::vector<Vec3> position;
  std::vector<int> owner;
  std::vector<char> is_home;
};

PointSearch::PointSearch(const std::vector<Vec3>& position, const Box& box, double reach) : box_(box), reach_(reach) {
  assert(reach > 0);
  for (int k = 0; k < 3; ++k) repeats_ = repeats_ || (box.is_periodic(k) && 2 * reach >= box.thickness(k));
  const Images images = make_images(position);
  home_.assign(position.size(), 0);
  sort(images, choose_bins(images.position));
  list_lattice_vectors();
}

PointSearch::Images PointSearch::make_images(const std::vector<Vec3>& position) const {
  check_positions(position);
  check_thickness(box_, reach_);
  check_images(box_, position.size(), reach_);
  Images images;
  const std::array<double, 3> low{-margin(0), -margin(1), -margin(2)},
      high{1 + margin(0), 1 + margin(1), 1 + margin(2)};
  for (std::size_t i = 0; i < position.size(); ++i) {
    const Vec3 inside = box_.wrap(position[i]);
    images_between(box_.fractional(inside), low, high, box_.periodic()).for_each([&](int a, int b, int c) {
      const bool is_home = a == 0 && b == 0 && c == 0;
      images.position.push_back(is_home ? inside : inside + lattice_vector(box_, a, b, c));
      images.owner.push_back(static_cast<int>(i));
      images.is_home.push_back(is_home);
    });
  }
  return images;
}

/// Bins over all images, and the grid of whole-number coordinates that spans them.
BinGrid PointSearch::choose_bins(const std::vector<Vec3>& position) {
  if (position.empty()) return {};
  std::array<double, 3> low{beyond_all, beyond_all, beyond_all}, high{-beyond_all, -beyond_all, -beyond_all}, wanted{};
  Vec3 first{}, last{};
  for (const Vec3& r : position) {
    const Vec3 s = box_.fractional(r);
    for (int k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], s[k]), high[k] = std::max(high[k], s[k]);
      first[k] = std::min(first[k], r[k]), last[k] = std::max(last[k], r[k]);
    }
  }
  double widest = reach_;
  for (int k = 0; k < 3; ++k) {
    const double width = (high[k] - low[k]) * box_.thickness(k);
    wanted[k] = std::max(1.0, std::floor(width * search_bins_per_reach / reach_));
    widest = std::max(widest, last[k] - first[k]);
  }
  check_spread(widest);
  origin_ = 0.5 * (first + last);
  unit_ = (widest + 2 * reach_) / 1e9;
  const double most = std::min(max_bins_per_image * static_cast<double>(position.size()) + 64, most_point_bins);
  return bin_grid(bin_counts(wanted, most), low, high);
}

std::array<std::int32_t, 3> PointSearch::on_grid(Vec3 point) const {
  const Vec3 r = point - origin_;
  // A point far outside an open cell must not wrap around: it has no neighbours at the border of the range either.
  constexpr std::int32_t most = 1000000000;
  const auto place = [&](double v) { return nearest_within<std::int32_t>(v / unit_, -most, most); };
  return {place(r.x), place(r.y), place(r.z)};
}

void PointSearch::sort(const Images& images, const BinGrid& grid) {
  const std::size_t n = images.position.size();
  assert(images.owner.size() == n && images.is_home.size() == n);
  std::vector<int> bin(n);
  for (std::size_t i = 0; i < n; ++i) bin[i] = grid.bin(box_.fractional(images.position[i]));
  search_.set_reach(reach_, unit_, box_);
  search_.sort(grid, bin, [&](int i, std::int32_t& x, std::int32_t& y, std::int32_t& z) {
    const auto at = on_grid(images.position[i]);
    x = at[0], y = at[1], z = at[2];
  });
  position_.resize(n), owner_.resize(n);
  for (int place = 0; place < search_.order().places(); ++place) {
    const int i = search_.order().point(place);
    position_[place] = images.position[i];
    owner_[place] = images.owner[i];
    if (images.is_home[i] != 0) home_[images.owner[i]] = place;
  }
}

void PointSearch::list_lattice_vectors() {
  ImageRange range;
  for (int k = 0; k < 3; ++k)
    if (box_.is_periodic(k))
      range.last[k] = whole<int>(std::ceil(margin(k)), {"the number of images"}), range.first[k] = -range.last[k];
  range.for_each([&](int a, int b, int c) {
    const Vec3 v = lattice_vector(box_, a, b, c);
    if ((a != 0 || b != 0 || c != 0) && norm(v) < reach_) lattice_vectors_.push_back(v);
  });
}

int PointSearch::near(Vec3 point, std::vector<int>& places) const {
  if (owner_.empty()) return 0;
  return search_.near(box_.fractional(point), on_grid(point).data(), places);
}

bool PointSearch::any_within(Vec3 point, double distance, std::vector<int>& places) const {
  assert(distance <= reach_);
  if (owner_.empty()) return false;
  const auto home = on_grid(point);
  return bins().for_runs(box_.fractional(point), [&](int first, int last) {
    const int found = search_.near_in(first, last, home.data(), 0, places);
    for (int h = 0; h < found; ++h) {
      const Vec3 d = position_[places[h]] - point;
      if (dot(d, d) <= distance * distance) return true;
    }
    return false;
  });
}

}  // namespace nacre
