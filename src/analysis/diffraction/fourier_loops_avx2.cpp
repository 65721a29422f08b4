#include "analysis/diffraction/fourier_loops_body.h"

namespace nacre {
FourierLoops fourier_loops_avx2() { return {&make_lines, &spread_plane}; }
}  // namespace nacre
