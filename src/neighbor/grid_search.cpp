#include "neighbor/grid_search.h"

namespace nacre {

void GridSearch::set_reach(double reach, double unit, const Box& box) {
  assert(reach >= 0 && unit > 0);
  for (int k = 0; k < 3; ++k) margin_[k] = search_margin(reach, box.thickness(k));
  // Wider than the reach by more than the rounding of float.
  limit_ = static_cast<float>(reach / unit * (reach / unit) * (1 + 1e-5));
}

namespace {
/// Room for the hits of a run behind the first `found`.
int* room_for(int run, int found, std::vector<int>& places) {
  const std::size_t room = static_cast<std::size_t>(found) + run + near_points_overrun;
  if (places.size() < room) places.resize(2 * room);
  return places.data() + found;
}
NearPoints chosen_search() {
  static const NearPoints search = near_points();
  return search;
}
}  // namespace

int GridSearch::near_in(int first, int last, const std::int32_t home[3], int found, std::vector<int>& places) const {
  assert(0 <= first && first <= last && last <= order_.places());
  return found + chosen_search()(points(), first, last, home, limit_, room_for(last - first, found, places));
}

int GridSearch::near(Vec3 s, const std::int32_t home[3], std::vector<int>& places) const {
  const NearPoints search = chosen_search();
  const BinnedPoints all = points();
  int found = 0;
  bins().for_runs(s, [&](int first, int last) {
    found += search(all, first, last, home, limit_, room_for(last - first, found, places));
    return false;
  });
  return found;
}

}  // namespace nacre
