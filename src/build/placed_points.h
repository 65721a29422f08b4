// Points of a periodic rectangular cell that are placed one after another, none closer than a distance to another. They lie
// in linked cells at least that distance wide, so that a question costs the same however many there are.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/vec3.h"

namespace nacre {

class PlacedPoints {
 public:
  /// `expected`: about how many points there will be.
  PlacedPoints(Vec3 edges, double min_distance, std::int64_t expected);
  /// Is no point closer to r than the distance? r lies in the cell.
  bool has_room(Vec3 r) const;
  /// r lies in the cell.
  void add(Vec3 r);
  std::vector<Vec3>& positions() { return position_; }

 private:
  // One or two cells in a direction: their neighbours are themselves, and each is visited once.
  int low(int k) const { return cells_[k] > 2 ? -1 : 0; }
  int high(int k) const { return cells_[k] > 1 ? 1 : 0; }
  std::array<int, 3> cell(Vec3 r) const;
  std::size_t index(std::array<int, 3> c) const;
  bool is_near(Vec3 r, std::size_t cell) const;

  Vec3 edges_;
  double squared_;
  std::array<int, 3> cells_{};
  std::vector<int> first_, next_;
  std::vector<Vec3> position_;
};

}  // namespace nacre
