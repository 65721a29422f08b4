#include "integrate/time_step.h"

#include <algorithm>

#include "device/parallel.h"
#include "integrate/atom_math.h"

namespace nacre {

namespace {
// The reduction of parallel_sum with += meaning "the larger of the two".
struct Largest {
  double value = 0;
  Largest& operator+=(Largest o) { return value = std::max(value, o.value), *this; }
};
}  // namespace

double limited_time_step(const Dynamics& dynamics, double dt_max, double max_distance) {
  const Atoms& a = dynamics.system.atoms;
  // 1/dt is summed up, so that atoms at rest give 0 and need no special case.
  const double inverse =
      parallel_sum<Largest>(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) {
        if (dynamics.is_fixed(i)) return Largest{};
        return Largest{inverse_time_step(a.velocity[i], dynamics.now.force[i], a.mass[i], max_distance)};
      }).value;
  return inverse * dt_max > 1 ? 1 / inverse : dt_max;
}

}  // namespace nacre
