#include "core/box.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace nacre {

namespace {
/// Products of lengths of 1e200 Å are no numbers, those of lengths of 1e-200 Å are zero.
bool is_usable(const Mat3& inverse, const std::array<double, 3>& thickness) {
  const double* first = &inverse.m[0][0];
  return std::all_of(first, first + 9, [](double v) { return std::isfinite(v); }) &&
         std::all_of(thickness.begin(), thickness.end(), [](double t) { return t > 0 && std::isfinite(t); });
}
}  // namespace

Box::Box() : h_(identity()), inverse_(identity()), periodic_{false, false, false} {}

Box::Box(const Mat3& h, std::array<bool, 3> periodic) : h_(h), periodic_(periodic) {
  const double signed_volume = determinant(h);
  double edge_product = 1;
  for (int i = 0; i < 3; ++i) edge_product *= norm(h.row(i));
  // Relative: a cell whose vectors are linearly dependent to 1e-10 has no usable inverse.
  if (!std::isfinite(signed_volume) || !(std::abs(signed_volume) > 1e-10 * edge_product))
    throw Error("the cell has no volume: its three lattice vectors must be finite and linearly independent")
        .key("lattice");
  inverse_ = nacre::inverse(h);
  volume_ = std::abs(signed_volume);
  for (int k = 0; k < 3; ++k) thickness_[k] = volume_ / norm(cross(h.row((k + 1) % 3), h.row((k + 2) % 3)));
  if (!is_usable(inverse_, thickness_))
    throw Error("the cell is too large or too small to compute with").key("lattice");
}

bool Box::is_orthogonal() const {
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      if (i != j && h_.m[i][j] != 0) return false;
  return true;
}

Vec3 Box::wrap(Vec3 r) const {
  const Vec3 s = fractional(r);
  for (int k = 0; k < 3; ++k) {
    if (!periodic_[k]) continue;
    // Subtracting whole lattice vectors keeps r exact for atoms that are inside already.
    const double shift = std::floor(s[k]);
    if (shift != 0) r -= shift * h_.row(k);
    // A fraction just below zero rounds to 1, the far face, which is the near face of the next cell.
    if (shift == -1 && fractional(r)[k] >= 1) r -= h_.row(k);
  }
  return r;
}

}  // namespace nacre
