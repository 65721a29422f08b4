#include "build/structure.h"

#include <numeric>

#include "core/units.h"

namespace nacre {

double mass_density(const Atoms& atoms, const Box& box) {
  return std::accumulate(atoms.mass.begin(), atoms.mass.end(), 0.0) / box.volume() * units::g_cm3_per_density;
}

}  // namespace nacre
