// Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree 2 n - 1. Points are the roots of the Legendre
// polynomial P_n, by Newton's iteration; weight w = 1 / ((1 - x^2) P_n'(x)^2), x on [-1, 1].
#pragma once
#include <vector>

namespace nacre::learn {

struct Quadrature {
  std::vector<double> point, weight;
};
Quadrature gauss_legendre(int n);

}  // namespace nacre::learn
