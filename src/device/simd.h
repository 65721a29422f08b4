// SIMD vectors of floats and of doubles as number types, on Google Highway with the instruction set of the including
// source's flags. Its namespace carries the target's name, so code compiled for different targets never mixes. Included
// only by the one small source per instruction set (cmake/simd.cmake).
#pragma once
#include <hwy/highway.h>
// After highway.h.
#include <hwy/contrib/math/math-inl.h>

#include "device/scalar.h"

static_assert(HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3, "compile with the flags of cmake/simd.cmake");

namespace nacre {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

struct IntLanes {
  using D = hn::ScalableTag<std::int32_t>;
  hn::Vec<D> v;
};
HWY_INLINE IntLanes operator-(IntLanes a, IntLanes b) { return {hn::Sub(a.v, b.v)}; }

/// A vector of floats or doubles.
template <class T>
struct LanesOf {
  using D = hn::ScalableTag<T>;
  static constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));
  struct Mask {
    hn::Mask<D> m;
  };
  hn::Vec<D> v;

  LanesOf() = default;
  HWY_INLINE LanesOf(hn::Vec<D> x) : v(x) {}
  HWY_INLINE explicit LanesOf(float x) : v(hn::Set(D(), static_cast<T>(x))) {}
  HWY_INLINE explicit LanesOf(double x) : v(hn::Set(D(), static_cast<T>(x))) {}

  // Found through their arguments, as the functions of device/scalar.h are for plain numbers.
  friend HWY_INLINE LanesOf operator+(LanesOf a, LanesOf b) { return hn::Add(a.v, b.v); }
  friend HWY_INLINE LanesOf operator-(LanesOf a, LanesOf b) { return hn::Sub(a.v, b.v); }
  friend HWY_INLINE LanesOf operator-(LanesOf a) { return hn::Neg(a.v); }
  friend HWY_INLINE LanesOf operator*(LanesOf a, LanesOf b) { return hn::Mul(a.v, b.v); }
  friend HWY_INLINE LanesOf operator/(LanesOf a, LanesOf b) { return hn::Div(a.v, b.v); }
  friend HWY_INLINE LanesOf mul_add(LanesOf a, LanesOf b, LanesOf c) { return hn::MulAdd(a.v, b.v, c.v); }
  friend HWY_INLINE LanesOf mul_sub(LanesOf a, LanesOf b, LanesOf c) { return hn::MulSub(a.v, b.v, c.v); }
  friend HWY_INLINE LanesOf square_root(LanesOf a) { return hn::Sqrt(a.v); }
  friend HWY_INLINE LanesOf absolute(LanesOf a) { return hn::Abs(a.v); }
  friend HWY_INLINE LanesOf exponential(LanesOf a) { return hn::Exp(D(), a.v); }
  friend HWY_INLINE LanesOf exponential_minus_one(LanesOf a) { return hn::Expm1(D(), a.v); }
  friend HWY_INLINE LanesOf hyperbolic_tangent(LanesOf a) { return hn::Tanh(D(), a.v); }
  friend HWY_INLINE Mask less(LanesOf a, LanesOf b) { return {hn::Lt(a.v, b.v)}; }
  friend HWY_INLINE LanesOf where(Mask m, LanesOf yes, LanesOf no) { return hn::IfThenElse(m.m, yes.v, no.v); }
  friend HWY_INLINE void load_lanes(const T* p, LanesOf& v) { v.v = hn::Load(D(), p); }
  friend HWY_INLINE void store_lanes(LanesOf v, T* p) { hn::Store(v.v, D(), p); }
};
using Lanes = LanesOf<float>;
using DoubleLanes = LanesOf<double>;

HWY_INLINE unsigned mask_bits(Lanes::Mask m) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(Lanes::D(), m.m, bytes);
  return bytes[0] | static_cast<unsigned>(bytes[1]) << 8;
}
HWY_INLINE Lanes to_real_lanes(IntLanes i, Lanes) { return hn::ConvertTo(Lanes::D(), i.v); }

namespace detail {
using Int = hn::ScalableTag<std::int32_t>;
using Block = hn::Full128<std::int32_t>;
HWY_INLINE hn::Vec<Block> block(const std::int32_t* points, int index) {
  return hn::Load(Block(), points + 4 * static_cast<std::size_t>(index));
}
/// Blocks first, first + 4, first + 8, ... of the picked rows, side by side.
HWY_INLINE hn::Vec<Int> every_fourth(const std::int32_t* points, const int* index, int first) {
#if HWY_TARGET <= HWY_AVX3
  const hn::Full256<std::int32_t> half;
  const auto low = hn::Combine(half, block(points, index[first + 4]), block(points, index[first]));
  const auto high = hn::Combine(half, block(points, index[first + 12]), block(points, index[first + 8]));
  return hn::Combine(Int(), high, low);
#else
  return hn::Combine(Int(), block(points, index[first + 4]), block(points, index[first]));
#endif
}
}  // namespace detail

// Sixteen-byte loads and a 4 x 4 transposition per 128-bit block: a third of the loads that three gathers would need.
HWY_INLINE void load_grid_points(const std::int32_t* points, const int* index, IntLanes& x, IntLanes& y, IntLanes& z) {
  const detail::Int d;
  const hn::Repartition<std::int64_t, detail::Int> d64;
  const auto a = detail::every_fourth(points, index, 0), b = detail::every_fourth(points, index, 1);
  const auto c = detail::every_fourth(points, index, 2), e = detail::every_fourth(points, index, 3);
  const auto ab_low = hn::BitCast(d64, hn::InterleaveLower(d, a, b)),
             ce_low = hn::BitCast(d64, hn::InterleaveLower(d, c, e));
  const auto ab_high = hn::BitCast(d64, hn::InterleaveUpper(d, a, b)),
             ce_high = hn::BitCast(d64, hn::InterleaveUpper(d, c, e));
  x.v = hn::BitCast(d, hn::InterleaveLower(d64, ab_low, ce_low));
  y.v = hn::BitCast(d, hn::InterleaveUpper(d64, ab_low, ce_low));
  z.v = hn::BitCast(d, hn::InterleaveLower(d64, ab_high, ce_high));
}

/// The same for rows of floats: their bits travel as integers.
HWY_INLINE void load_rows(const float* rows, const int* index, Lanes& x, Lanes& y, Lanes& z) {
  IntLanes ix, iy, iz;
  load_grid_points(reinterpret_cast<const std::int32_t*>(rows), index, ix, iy, iz);
  const Lanes::D d;
  x.v = hn::BitCast(d, ix.v), y.v = hn::BitCast(d, iy.v), z.v = hn::BitCast(d, iz.v);
}
HWY_INLINE float lane_sum(Lanes a) { return hn::GetLane(hn::SumOfLanes(Lanes::D(), a.v)); }

namespace detail {
using Four = hn::CappedTag<double, 4>;
using FourFloats = hn::Rebind<float, Four>;
HWY_INLINE void subtract_row(double* sums, int index, hn::Vec<FourFloats> xyz0) {
  double* row = sums + 4 * static_cast<std::size_t>(index);
  hn::Store(hn::Sub(hn::Load(Four(), row), hn::PromoteTo(Four(), xyz0)), Four(), row);
}
/// `rows` holds one (x, y, z, 0) in each 128-bit block; block b belongs to lane first + 4 b.
HWY_INLINE void subtract_blocks(double* sums, const int* index, int first, hn::Vec<Lanes::D> rows) {
#if HWY_TARGET <= HWY_AVX3
  const hn::Full256<float> half;
  const auto low = hn::LowerHalf(half, rows), high = hn::UpperHalf(half, rows);
  subtract_row(sums, index[first], hn::LowerHalf(FourFloats(), low));
  subtract_row(sums, index[first + 4], hn::UpperHalf(FourFloats(), low));
  subtract_row(sums, index[first + 8], hn::LowerHalf(FourFloats(), high));
  subtract_row(sums, index[first + 12], hn::UpperHalf(FourFloats(), high));
#else
  subtract_row(sums, index[first], hn::LowerHalf(FourFloats(), rows));
  subtract_row(sums, index[first + 4], hn::UpperHalf(FourFloats(), rows));
#endif
}
}  // namespace detail

HWY_INLINE void subtract_rows(double* sums, const int* index, Lanes x, Lanes y, Lanes z) {
  const Lanes::D d;
  const hn::Repartition<double, Lanes::D> d64;
  const auto zero = hn::Zero(d);
  const auto xy_low = hn::BitCast(d64, hn::InterleaveLower(d, x.v, y.v)),
             xy_high = hn::BitCast(d64, hn::InterleaveUpper(d, x.v, y.v));
  const auto z0_low = hn::BitCast(d64, hn::InterleaveLower(d, z.v, zero)),
             z0_high = hn::BitCast(d64, hn::InterleaveUpper(d, z.v, zero));
  detail::subtract_blocks(sums, index, 0, hn::BitCast(d, hn::InterleaveLower(d64, xy_low, z0_low)));
  detail::subtract_blocks(sums, index, 1, hn::BitCast(d, hn::InterleaveUpper(d64, xy_low, z0_low)));
  detail::subtract_blocks(sums, index, 2, hn::BitCast(d, hn::InterleaveLower(d64, xy_high, z0_high)));
  detail::subtract_blocks(sums, index, 3, hn::BitCast(d, hn::InterleaveUpper(d64, xy_high, z0_high)));
}

}  // namespace HWY_NAMESPACE

template <>
struct LaneTraits<HWY_NAMESPACE::Lanes> {
  using Real = float;
  using Integer = HWY_NAMESPACE::IntLanes;
  static constexpr int lanes = HWY_NAMESPACE::Lanes::lanes;
};
template <>
struct LaneTraits<HWY_NAMESPACE::DoubleLanes> {
  using Real = double;
  static constexpr int lanes = HWY_NAMESPACE::DoubleLanes::lanes;
};

template <>
struct WideSum<HWY_NAMESPACE::Lanes> {
  using Wide = hwy::HWY_NAMESPACE::ScalableTag<double>;
  using HalfFloats = hwy::HWY_NAMESPACE::Rebind<float, Wide>;
  hwy::HWY_NAMESPACE::Vec<Wide> low = hwy::HWY_NAMESPACE::Zero(Wide()), high = hwy::HWY_NAMESPACE::Zero(Wide());
  HWY_INLINE void add(HWY_NAMESPACE::Lanes x) {
    namespace hn = hwy::HWY_NAMESPACE;
    low = hn::Add(low, hn::PromoteTo(Wide(), hn::LowerHalf(HalfFloats(), x.v)));
    high = hn::Add(high, hn::PromoteTo(Wide(), hn::UpperHalf(HalfFloats(), x.v)));
  }
  HWY_INLINE void store(double* p) const {
    hwy::HWY_NAMESPACE::StoreU(low, Wide(), p);
    hwy::HWY_NAMESPACE::StoreU(high, Wide(), p + HWY_NAMESPACE::Lanes::lanes / 2);
  }
};

}  // namespace nacre
