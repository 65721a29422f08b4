#include "learn/quadrature.h"

#include <cmath>

namespace nacre::learn {

namespace {
struct Legendre {
  double value, slope;
};
/// P_n and its slope: (k + 1) P_{k+1} = (2 k + 1) x P_k - k P_{k-1}; P_n' = n (x P_n - P_{n-1}) / (x^2 - 1).
Legendre legendre(int n, double x) {
  double before = 1, now = x;
  for (int k = 1; k < n; ++k) {
    const double next = ((2 * k + 1) * x * now - k * before) / (k + 1);
    before = now, now = next;
  }
  return {now, n * (x * now - before) / (x * x - 1)};
}
}  // namespace

Quadrature gauss_legendre(int n) {
  Quadrature q;
  for (int i = 0; i < n; ++i) {
    double x = std::cos(3.14159265358979324 * (i + 0.75) / (n + 0.5));
    for (int step = 0; step < 8; ++step) {
      const Legendre p = legendre(n, x);
      x -= p.value / p.slope;
    }
    const double slope = legendre(n, x).slope;
    q.point.push_back((1 - x) / 2);
    q.weight.push_back(1 / ((1 - x * x) * slope * slope));
  }
  return q;
}

}  // namespace nacre::learn
