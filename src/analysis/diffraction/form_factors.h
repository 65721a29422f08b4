// X-ray form factors of neutral atoms, Waasmaier and Kirfel, Acta Cryst. A 51, 416 (1995), 10.1107/S0108767394013292:
//   f(Q) = c + sum_{i=1}^5 a_i exp(-b_i s^2),   s = sin(theta) / lambda = Q / (4 pi)
// in electrons; valid for s < 6 1/Å. No dispersion corrections f', f'' (for carbon at Cu K-alpha 0.02 and 0.01).
#pragma once
#include <string>

namespace nacre {

inline constexpr int form_factor_elements = 98;  ///< H to Cf
extern const double form_factor_table[form_factor_elements][11];

/// Q in 1/Å. Throws Error(bad_input) for an element that the table lacks.
double form_factor(const std::string& element, double Q);

}  // namespace nacre
