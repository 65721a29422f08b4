// Paths of atoms without the jumps at the faces of the cell.
//   s(t) = r(t) h(t)^-1                           fractional coordinates of the positions given
//   ds   = s(t) - s(t-1) - n                      n: nearest integer along periodic directions when the positions are
//                                                 wrapped; 0 along open directions and for positions not wrapped
//   u(t) = u(t-1) + ds h(t),  u(0) = r(0)         the path (Å)
// Where the cell does not change, u is r without jumps. Where it does (constant pressure), u leaves out the motion of
// the cell itself: an atom at rest in fractional coordinates stays. Adding whole lattice vectors of the present cell to
// r instead would make the displacement of an atom that has crossed the faces often fluctuate with the cell and D too
// large (von Bulow, Bullerjahn, Hummer, J. Chem. Phys. 153, 021101 (2020), 10.1063/5.0008316).
//
// The nearest image is the right one only while no atom moves half a cell between two frames. Moves beyond half cannot
// be seen as such, so a move of more than farthest_move of the cell along a lattice vector is refused.
#pragma once
#include <cstdint>
#include <vector>

#include "core/box.h"
#include "core/record.h"

namespace nacre {

class Unwrap {
 public:
  enum class Given { wrapped, unwrapped };
  static constexpr double farthest_move = 0.4;  ///< of the cell, between two frames, of wrapped positions

  explicit Unwrap(Given given) : given_(given) {}
  /// The paths after this frame. Throws Error(bad_input) naming the atom when it moved too far, when a position is not
  /// finite, or when the number of atoms is another one.
  const std::vector<Vec3>& add(const std::vector<Vec3>& position, const Box& box);

  void save(Record& record) const;
  void load(const Record& record);

 private:
  Vec3 step(Vec3 from, Vec3 to, const Box& box, std::size_t atom) const;

  Given given_;
  std::vector<Vec3> fractional_, path_;  ///< of the last frame; empty before the first
};

}  // namespace nacre
