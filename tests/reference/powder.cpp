#include "powder.h"

namespace reference {

double carbon_form_factor_cromer_mann(double Q) {
  const double a[4] = {2.31, 1.02, 1.5886, 0.865}, b[4] = {20.8439, 10.2075, 0.5687, 51.6512};
  const double s = Q / (4 * pi);
  double f = 0.2156;
  for (int i = 0; i < 4; ++i) f += a[i] * std::exp(-b[i] * s * s);
  return f;
}

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
