#include "neighbor/grid_search.h"

namespace nacre {

void GridSearch::set_reach(double reach, double unit, const Box& box) {
  assert(reach >= 0 && unit > 0);
  for (int k = 0; k < 3; ++k) margin_[k] = search_margin(reach, box.thickness(k));
  // Wider than the reach by more than the rounding of float.
  limit_ = static_cast<float>(reach / unit * (reach / unit) * (1 + 1e-5));
}

int GridSearch::near_in(int first, int last, const std::int32_t home[3], int found, std::vector<int>& places) const {
  static const NearPoints search = near_points();
  assert(0 <= first && first <= last && last <= order_.places());
  const std::size_t room = static_cast<std::size_t>(found) + (last - first) + near_points_overrun;
  if (places.size() < room) places.resize(2 * room);
  return found + search(points(), first, last, home, limit_, places.data() + found);
}

int GridSearch::near(Vec3 s, const std::int32_t home[3], std::vector<int>& places) const {
  int found = 0;
  bins().for_runs(s, [&](int first, int last) {
    found = near_in(first, last, home, found, places);
    return false;
  });
  return found;
}

}  // namespace nacre
