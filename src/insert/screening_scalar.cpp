// Screening for any processor, one lane at a time.
#include "insert/screening_loop.h"

namespace nacre::insert {
ScreeningLoops screening_loops_scalar() { return make_screening_loops<double>(); }
}  // namespace nacre::insert
