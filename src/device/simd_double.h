// One double SIMD vector as a number type: what simd.h is for float, for loops whose small differences of large numbers
// leave no room for single precision. Included only by the small source of an instruction set (cmake/simd.cmake).
#pragma once
#include "device/simd.h"

namespace nacre {
namespace HWY_NAMESPACE {

struct DoubleLanes {
  using D = hn::ScalableTag<double>;
  static constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));
  hn::Vec<D> v;

  DoubleLanes() = default;
  HWY_INLINE DoubleLanes(hn::Vec<D> x) : v(x) {}
  HWY_INLINE explicit DoubleLanes(double x) : v(hn::Set(D(), x)) {}
};
struct DoubleMask {
  hn::Mask<DoubleLanes::D> m;
};

HWY_INLINE DoubleLanes operator+(DoubleLanes a, DoubleLanes b) { return hn::Add(a.v, b.v); }
HWY_INLINE DoubleLanes operator-(DoubleLanes a, DoubleLanes b) { return hn::Sub(a.v, b.v); }
HWY_INLINE DoubleLanes operator-(DoubleLanes a) { return hn::Neg(a.v); }
HWY_INLINE DoubleLanes operator*(DoubleLanes a, DoubleLanes b) { return hn::Mul(a.v, b.v); }
HWY_INLINE DoubleLanes operator/(DoubleLanes a, DoubleLanes b) { return hn::Div(a.v, b.v); }
HWY_INLINE DoubleLanes mul_add(DoubleLanes a, DoubleLanes b, DoubleLanes c) { return hn::MulAdd(a.v, b.v, c.v); }
HWY_INLINE DoubleLanes mul_sub(DoubleLanes a, DoubleLanes b, DoubleLanes c) { return hn::MulSub(a.v, b.v, c.v); }
HWY_INLINE DoubleLanes square_root(DoubleLanes a) { return hn::Sqrt(a.v); }
HWY_INLINE DoubleLanes absolute(DoubleLanes a) { return hn::Abs(a.v); }
HWY_INLINE DoubleLanes exponential(DoubleLanes a) { return hn::Exp(DoubleLanes::D(), a.v); }
HWY_INLINE DoubleLanes exponential_minus_one(DoubleLanes a) { return hn::Expm1(DoubleLanes::D(), a.v); }
HWY_INLINE DoubleMask less(DoubleLanes a, DoubleLanes b) { return {hn::Lt(a.v, b.v)}; }
HWY_INLINE DoubleLanes where(DoubleMask m, DoubleLanes yes, DoubleLanes no) { return hn::IfThenElse(m.m, yes.v, no.v); }
HWY_INLINE void load_lanes(const double* p, DoubleLanes& v) { v.v = hn::Load(DoubleLanes::D(), p); }
HWY_INLINE void store_lanes(DoubleLanes v, double* p) { hn::Store(v.v, DoubleLanes::D(), p); }

/// cos(pi w) for 0 <= w <= 1/2, as nep_math.h has it for floats, to the last bits of a double: the first term of the
/// Taylor sum in w^2 that is left out is below 3e-17.
HWY_INLINE DoubleLanes cos_pi(DoubleLanes w) {
  constexpr double c[] = {3.6047307974625011172e-09,
                          -1.3878952462213771367e-07,
                          4.3030695870329472937e-06,
                          -0.0001046381049248457047,
                          0.0019295743094039231446,
                          -0.025806891390014061183,
                          0.2353306303588932058,
                          -1.3352627688545894991,
                          4.0587121264167684842,
                          -4.9348022005446789962,
                          1};
  const DoubleLanes z = w * w;
  DoubleLanes sum(c[0]);
#pragma GCC unroll 16
  for (int i = 1; i < 11; ++i) sum = mul_add(sum, z, DoubleLanes(c[i]));
  return sum;
}

}  // namespace HWY_NAMESPACE

template <>
struct LaneTraits<HWY_NAMESPACE::DoubleLanes> {
  using Real = double;
  static constexpr int lanes = HWY_NAMESPACE::DoubleLanes::lanes;
};

}  // namespace nacre
