// The main peak of a distribution of pore sizes: the window of diameters, 1 Å wide, that holds most volume. A single
// bin would be chosen by chance: in a small cell each cavity's own sphere is a spike.
#pragma once
#include "analysis/pores/pores.h"

namespace nacre {

struct PorePeak {
  double diameter = 0;  ///< Å, mean over the window's volume; 0: no volume
  double share = 0;     ///< the window's part of all volume with `least` or larger diameters
};

/// Among the diameters from `least` (Å) on.
PorePeak main_pore_peak(const Pores& result, double least);

}  // namespace nacre
