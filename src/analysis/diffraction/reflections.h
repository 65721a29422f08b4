// Names of the reflections of carbon: which planes a peak belongs to.
//   layers   hexagonal, a = 2.464 Å, c twice the spacing of the layers: 1 / d^2 = 4 (h^2 + h k + k^2) / (3 a^2) + l^2 / c^2
//            Where a peak is too wide to tell (100) from (101), or (110) from (112), it is the band (10) or (11)
//   diamond  cubic, a = 3.567 Å: 1 / d^2 = (h^2 + k^2 + l^2) / a^2
// A peak takes the name of the nearest reflection within 3 % of its d.
#pragma once
#include <string>

namespace nacre {

enum class CarbonKind { other, layers, diamond };

/// "(002)"; empty where no reflection fits. `fwhm`: of the peak in 1/Å of Q. `spacing`: of layers, Å.
std::string reflection_name(CarbonKind kind, double Q, double fwhm, double spacing);

}  // namespace nacre
