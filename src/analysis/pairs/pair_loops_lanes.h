// The SIMD version of pair_loops.h: distances of a vector of points, bins compressed to the lanes that count, then one
// increment each.
#pragma once
#include "analysis/pairs/pair_loops_sines.h"
#include "device/simd.h"

namespace nacre {
namespace HWY_NAMESPACE {

inline void count_pairs(const PairPoints& points, int first, int last, const std::int32_t home[3], const PairBins& bins,
                        std::int64_t* counts) {
  constexpr int lanes = Lanes::lanes;
  const IntLanes::D di;
  const Lanes::D df;
  const auto hx = hn::Set(di, home[0]), hy = hn::Set(di, home[1]), hz = hn::Set(di, home[2]), end = hn::Set(di, last);
  const auto scale = hn::Set(df, bins.scale), limit = hn::Set(df, bins.bins);
  auto place = hn::Iota(di, first);
  constexpr int room = 256;
  std::int32_t found[room + lanes];
  int n = 0;
  for (int p = first; p < last; p += lanes) {
    const auto x = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, points.x + p), hx));
    const auto y = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, points.y + p), hy));
    const auto z = hn::ConvertTo(df, hn::Sub(hn::LoadU(di, points.z + p), hz));
    const auto r = hn::Mul(scale, hn::Sqrt(hn::MulAdd(x, x, hn::MulAdd(y, y, hn::Mul(z, z)))));
    const auto near = hn::And(hn::RebindMask(di, hn::Lt(r, limit)), hn::Lt(place, end));
    const auto bin = hn::Add(hn::ConvertTo(di, r), hn::LoadU(di, points.offset + p));
    hn::StoreU(hn::Compress(bin, near), di, found + n);
    n += static_cast<int>(hn::CountTrue(di, near));
    place = hn::Add(place, hn::Set(di, lanes));
    if (n > room - lanes) {
      for (int k = 0; k < n; ++k) ++counts[found[k]];
      n = 0;
    }
  }
  for (int k = 0; k < n; ++k) ++counts[found[k]];
}

}  // namespace HWY_NAMESPACE
}  // namespace nacre
