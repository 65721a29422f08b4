// A carbon nanotube (n, m): graphene rolled along C = n a1 + m a2, |a1| = |a2| = a, 60 degrees between them (Saito, Dresselhaus and
// Dresselhaus, Physical Properties of Carbon Nanotubes, 1998).
//   L = n^2 + n m + m^2      radius a sqrt(L) / (2 pi)
//   T = t1 a1 + t2 a2        period: t1 = (2m + n) / d, t2 = -(2n + m) / d, d = gcd(2m + n, 2n + m); |T| = a sqrt(3 L) / d
//   4 L / d atoms a period; the axis lies along z, where the tube is periodic
#pragma once
#include "build/sheet.h"

namespace nacre {

struct Tube {
  int n = 10, m = 10;
  double length = 20;                    ///< Å, at least
  double a = graphene_a;                 ///< Å
  double vacuum = default_sheet_vacuum;  ///< Å, in all, along x and y
};

/// Throws Error(bad_input) for numbers out of range.
Structure tube(const Tube& request);

}  // namespace nacre
