#include "analysis/diffraction/fourier_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "analysis/diffraction/node_sums.h"
#include "core/error.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
using std::numbers::pi;
constexpr int most_points = 1 << 20;

/// psi^(xi) with x = (w / 2) sin(a): smooth in a, so that the midpoint rule converges like exp(-points).
double kernel_transform(double xi) {
  constexpr int points = 64;
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    const double a = pi * ((i + 0.5) / points - 0.5), z = std::sin(a);
    sum += spread_kernel(z) * std::cos(pi * spread_width * xi * z) * std::cos(a);
  }
  return sum * 0.5 * spread_width * pi / points;
}
}  // namespace

int smooth_size(int least) {
  for (int n = std::max(least, 1);; ++n) {
    int rest = n;
    for (const int factor : {2, 3, 5})
      while (rest % factor == 0) rest /= factor;
    if (rest == 1) return n;
  }
}

FourierPlan fourier_plan(const Box& box, double Q_max) {
  FourierPlan plan;
  int most[3];
  largest_indices(box, Q_max, most);
  for (int d = 0; d < 3; ++d) {
    FourierAxis& axis = plan.axis[d];
    axis.most = most[d];
    const double least = least_oversampling * (2.0 * axis.most + 1);
    if (least > most_points)
      throw Error(fmt::format("a cell vector of {} waves is too long for a transform", axis.most)).key("method");
    // Twice the kernel's width, so that an atom does not meet its own image.
    axis.size = smooth_size(within<int>(std::ceil(least), 2 * spread_width, most_points));
    for (int h = 0; h <= axis.most; ++h) axis.correct.push_back(1 / kernel_transform(1.0 * h / axis.size));
  }
  return plan;
}

std::string describe(const FourierPlan& plan) {
  return fmt::format("fast Fourier transform on a grid of {} x {} x {}", plan.axis[0].size, plan.axis[1].size,
                     plan.axis[2].size);
}

}  // namespace nacre
