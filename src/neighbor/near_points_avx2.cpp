#include "neighbor/near_points_lanes.h"

namespace nacre {
NearPoints near_points_avx2() { return &HWY_NAMESPACE::find_near_points; }
}  // namespace nacre
