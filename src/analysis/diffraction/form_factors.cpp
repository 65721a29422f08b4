#include "analysis/diffraction/form_factors.h"

#include <cmath>
#include <numbers>

#include "core/elements.h"
#include "core/error.h"

namespace nacre {

double form_factor(const std::string& element, double Q) {
  const int z = atomic_number(element);
  if (z < 1 || z > form_factor_elements) throw Error("no X-ray form factor for '" + element + "'").allowed("H to Cf");
  const double* a = form_factor_table[z - 1];
  const double s = Q / (4 * std::numbers::pi);
  double f = a[5];
  for (int i = 0; i < 5; ++i) f += a[i] * std::exp(-a[6 + i] * s * s);
  return f;
}

}  // namespace nacre
