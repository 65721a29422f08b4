// Which periodic images of a point lie in a region around the cell.
//
//   s + m for whole numbers m, first_k <= m_k <= last_k:  low_k <= s_k + m_k <= high_k along periodic directions k,
//   m_k = 0 along open ones                               s: fractional coordinates inside the cell
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/box.h"
#include "core/whole_number.h"

namespace nacre {

/// Along one direction; far beyond what memory holds, and their number in a cell still fits.
constexpr int farthest_image = 1000000;

struct ImageRange {
  std::array<int, 3> first{}, last{};  ///< the point itself, (0, 0, 0), is always among them

  /// With the point itself.
  std::int64_t count() const {
    std::int64_t n = 1;
    for (int k = 0; k < 3; ++k) n *= last[k] - first[k] + 1;
    return n;
  }
  /// body(m_0, m_1, m_2), the last the fastest.
  template <class Body>
  void for_each(Body&& body) const {
    for (int a = first[0]; a <= last[0]; ++a)
      for (int b = first[1]; b <= last[1]; ++b)
        for (int c = first[2]; c <= last[2]; ++c) body(a, b, c);
  }
};

inline ImageRange images_between(Vec3 s, const std::array<double, 3>& low, const std::array<double, 3>& high,
                                 const std::array<bool, 3>& periodic) {
  ImageRange range;
  for (int k = 0; k < 3; ++k) {
    if (!periodic[k]) continue;
    range.first[k] = within<int>(std::ceil(low[k] - s[k]), -farthest_image, 0);
    range.last[k] = within<int>(std::floor(high[k] - s[k]), 0, farthest_image);
  }
  return range;
}

inline Vec3 lattice_vector(const Box& box, int a, int b, int c) {
  return a * box.h().row(0) + b * box.h().row(1) + c * box.h().row(2);
}

}  // namespace nacre
