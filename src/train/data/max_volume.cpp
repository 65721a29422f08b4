#include "train/data/max_volume.h"

#include <cmath>

#include "device/parallel.h"

namespace nacre::train {

namespace {
// Small against the rows' numbers, which are near one; large against their rounding.
constexpr double start_size = 1e-5;

/// phi A^-1.
std::vector<double> growth_of(const std::vector<double>& phi, const std::vector<double>& inverse) {
  const std::size_t n = phi.size();
  std::vector<double> c(n);
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t k = 0; k < n; ++k) c[k] += phi[r] * inverse[r * n + k];
  return c;
}
}  // namespace

MaxVolume::MaxVolume(std::size_t size) : size_(size), inverse_(size * size), taken_(size, no_row) {
  for (std::size_t k = 0; k < size; ++k) inverse_[k * size + k] = 1 / start_size;
}

// With the row phi at place k: A' = A + e_k (phi - A_k), so A'^-1 = A^-1 - (A^-1 e_k) (c - e_k) / c_k, c = phi A^-1.
void MaxVolume::exchange(std::size_t place, const std::vector<double>& c) {
  for (std::size_t r = 0; r < size_; ++r) {
    const double column = inverse_[r * size_ + place] / c[place];
    for (std::size_t k = 0; k < size_; ++k) inverse_[r * size_ + k] -= column * (c[k] - (k == place ? 1 : 0));
  }
}

void MaxVolume::choose(const std::vector<std::vector<double>>& rows, std::size_t first) {
  if (rows.empty()) return;
  std::vector<std::vector<double>> c(rows.size());
  const auto count = static_cast<std::ptrdiff_t>(rows.size());
  parallel_for(
      count, [&](std::ptrdiff_t i) { c[i] = growth_of(rows[i], inverse_); }, 16);
  for (;;) {
    std::size_t row = 0, place = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t k = 0; k < size_; ++k)
        if (std::abs(c[i][k]) > std::abs(c[row][place])) row = i, place = k;
    if (std::abs(c[row][place]) <= 1 + volume_tolerance) return;
    const std::vector<double> chosen = c[row];
    exchange(place, chosen);
    taken_[place] = first + row;
    parallel_for(
        count,
        [&](std::ptrdiff_t i) {
          const double factor = c[i][place] / chosen[place];
          for (std::size_t k = 0; k < size_; ++k) c[i][k] -= factor * (chosen[k] - (k == place ? 1 : 0));
        },
        256);
  }
}

}  // namespace nacre::train
