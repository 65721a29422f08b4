// Lattice vectors as three whole numbers: which cell of the crystal.
#pragma once
#include <array>
#include <cstdint>

namespace nacre {

using CellShift = std::array<int, 3>;

/// Sums of cells. A namespace of its own: std::array belongs to everybody.
namespace cell_arithmetic {
inline CellShift operator+(CellShift a, CellShift b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline CellShift operator-(CellShift a, CellShift b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline bool is_zero(CellShift a) { return a[0] == 0 && a[1] == 0 && a[2] == 0; }
inline std::int64_t dot(CellShift a, CellShift b) {
  return static_cast<std::int64_t>(a[0]) * b[0] + static_cast<std::int64_t>(a[1]) * b[1] +
         static_cast<std::int64_t>(a[2]) * b[2];
}
inline CellShift cross(CellShift a, CellShift b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
}  // namespace cell_arithmetic

}  // namespace nacre
