#include "powder.h"

namespace reference {

namespace {
struct Gaussians {
  double a[4], b[4], c;
};
constexpr Gaussians carbon = {{2.3100, 1.0200, 1.5886, 0.8650}, {20.8439, 10.2075, 0.5687, 51.6512}, 0.2156};
constexpr Gaussians sodium = {{4.7626, 3.1736, 1.2674, 1.1128}, {3.2850, 8.8422, 0.3136, 129.424}, 0.6760};

double form_factor(const Gaussians& g, double Q) {
  const double s = Q / (4 * pi);
  double f = g.c;
  for (int i = 0; i < 4; ++i) f += g.a[i] * std::exp(-g.b[i] * s * s);
  return f;
}
}  // namespace

double carbon_form_factor_cromer_mann(double Q) { return form_factor(carbon, Q); }
double sodium_form_factor_cromer_mann(double Q) { return form_factor(sodium, Q); }

double debye(const std::vector<Vector>& position, const std::vector<double>& f, double Q) {
  double sum = 0;
  for (std::size_t i = 0; i < position.size(); ++i) {
    for (std::size_t j = 0; j < position.size(); ++j) {
      double square = 0;
      for (int d = 0; d < 3; ++d) square += std::pow(position[i][d] - position[j][d], 2);
      const double x = Q * std::sqrt(square);
      sum += f[i] * f[j] * (x == 0 ? 1 : std::sin(x) / x);
    }
  }
  return sum;
}

}  // namespace reference
