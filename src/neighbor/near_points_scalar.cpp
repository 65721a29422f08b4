#include "device/simd_target.h"
#include "neighbor/near_points.h"

namespace nacre {

namespace {
int find(const BinnedPoints& points, int first, int last, const std::int32_t home[3], float limit, int* out) {
  int found = 0;
  for (int p = first; p < last; ++p) {
    const float x = static_cast<float>(points.x[p] - home[0]), y = static_cast<float>(points.y[p] - home[1]),
                z = static_cast<float>(points.z[p] - home[2]);
    out[found] = p;
    found += x * x + y * y + z * z < limit;
  }
  return found;
}
}  // namespace

NearPoints near_points_scalar() { return &find; }

NearPoints near_points() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return near_points_avx512();
    case SimdTarget::avx2:
      return near_points_avx2();
    default:
      return near_points_scalar();
  }
}

}  // namespace nacre
