#include "build/tube.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace nacre {

namespace {
constexpr int most_index = 500;

/// The lattice of the sheet and the tube's rectangle in it, all in whole numbers, so that an atom on its border is inside
/// once. For p = i a1 + j a2: p.q = a^2 (2 i u + i v + j u + 2 j v) / 2 with q = u a1 + v a2.
struct Rolled {
  int n, m, t1, t2;
  long size() const { return long{n} * n + long{n} * m + long{m} * m; }
  long period_size() const { return long{t1} * t1 + long{t1} * t2 + long{t2} * t2; }
};

Rolled rolled(int n, int m) {
  const int d = std::gcd(2 * m + n, 2 * n + m);
  return {n, m, (2 * m + n) / d, -(2 * n + m) / d};
}

/// Shares of the circumference and of the period, in [0, 1), of the atoms of one period.
std::vector<Vec3> unrolled(const Rolled& t) {
  std::vector<Vec3> points;
  const auto [i_low, i_high] = std::minmax({0, t.n, t.t1, t.n + t.t1});
  const auto [j_low, j_high] = std::minmax({0, t.m, t.t2, t.m + t.t2});
  const long around = 2 * t.size(), along = 2 * t.period_size();
  for (long i = i_low - 1; i <= i_high; ++i)
    for (long j = j_low - 1; j <= j_high; ++j)
      for (const long basis : {0, 1}) {  // at (0, 0) and (1/3, 1/3)
        const long u = i * (2 * t.n + t.m) + j * (2 * t.m + t.n) + basis * (t.n + t.m);
        const long v = i * (2 * t.t1 + t.t2) + j * (2 * t.t2 + t.t1) + basis * (t.t1 + t.t2);
        if (u >= 0 && u < around && v >= 0 && v < along)
          points.push_back({static_cast<double>(u) / static_cast<double>(around),
                            static_cast<double>(v) / static_cast<double>(along), 0});
      }
  return points;
}

void check(const Tube& r) {
  if (r.n < 1 || r.n > most_index) throw request_error("n", r.n, "1 to 500");
  if (r.m < 0 || r.m > r.n) throw request_error("m", r.m, "0 to n");
  for (const auto& [key, value] : {std::pair{"length", r.length}, {"a", r.a}, {"vacuum", r.vacuum}})
    require_length(key, value);
}
}  // namespace

Structure tube(const Tube& r) {
  check(r);
  const Rolled t = rolled(r.n, r.m);
  const double radius = r.a * std::sqrt(static_cast<double>(t.size())) / (2 * std::numbers::pi);
  const double period = r.a * std::sqrt(static_cast<double>(t.period_size()));
  const int periods = rectangles(r.length, period);
  const double edge = 2 * radius + r.vacuum;
  std::vector<Vec3> points;
  for (int k = 0; k < periods; ++k)
    for (const Vec3& s : unrolled(t)) {
      const double angle = 2 * std::numbers::pi * s.x;
      points.push_back({edge / 2 + radius * std::cos(angle), edge / 2 + radius * std::sin(angle), (k + s.y) * period});
    }
  Structure out{Atoms(), rectangular_box({edge, edge, periods * period}, {false, false, true})};
  add_atoms(out.atoms, points, "C");
  return out;
}

}  // namespace nacre
