#include "learn/shap_loops_body.h"

namespace nacre::learn {
ShapLoops shap_loops_avx512() { return {&test, &solve, &add}; }
}  // namespace nacre::learn
