// The SIMD version of near_points.h. Hits are compressed in a register and stored whole: a compressing store to memory
// is slow on some processors.
#pragma once
#include "device/simd.h"
#include "neighbor/near_points.h"

namespace nacre {
namespace HWY_NAMESPACE {

inline int find_near_points(const BinnedPoints& points, int first, int last, const std::int32_t home[3], float limit,
                            int* out) {
  const IntLanes::D di;
  const Lanes::D df;
  const auto hx = hn::Set(di, home[0]), hy = hn::Set(di, home[1]), hz = hn::Set(di, home[2]), end = hn::Set(di, last);
  const auto far = hn::Set(df, limit);
  auto place = hn::Iota(di, first);
  int found = 0;
  for (int p = first; p < last; p += Lanes::lanes) {
    const auto x = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, points.x + p), hx));
    const auto y = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, points.y + p), hy));
    const auto z = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, points.z + p), hz));
    const auto d2 = hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)));
    const auto near = hn::And(hn::RebindMask(di, hn::Lt(d2, far)), hn::Lt(place, end));
    hn::StoreU(hn::Compress(place, near), di, out + found);
    found += static_cast<int>(hn::CountTrue(di, near));
    place = hn::Add(place, hn::Set(di, Lanes::lanes));
  }
  return found;
}

}  // namespace HWY_NAMESPACE
}  // namespace nacre
