// Pores between walls of graphene sheets.
//   slit   walls parallel, periodic in all directions: each wall is a stack of `sheets`, the pore `width` wide from carbon
//          plane to carbon plane
//   wedge  two walls that open by an angle: the lower one lies flat, the upper one is turned about y; at x = 0 they are
//          `narrow` apart, at the end narrow + length sin(angle). Periodic along y, where the walls' armchair edges run
#pragma once
#include <string>

#include "build/sheet.h"

namespace nacre {

struct Walls {
  int sheets = 2;                     ///< of each wall
  double a = graphene_a;              ///< Å
  double spacing = graphite_spacing;  ///< Å, of the sheets of a wall
  std::string stacking = "AB";
};

struct Slit {
  Walls walls;
  double width = 10;                ///< Å
  double size_x = 20, size_y = 20;  ///< Å, least edges in the plane
};
/// Throws Error(bad_input) for numbers out of range.
Structure slit(const Slit& request);

struct Wedge {
  Walls walls;
  double angle = 15;                     ///< degrees
  double narrow = graphite_spacing;      ///< Å
  double length = 40, depth = 20;        ///< Å, at least: of the walls along x; of the cell along y
  double vacuum = default_sheet_vacuum;  ///< Å, in all, along x and z
};
/// Throws Error(bad_input) for numbers out of range.
Structure wedge(const Wedge& request);

}  // namespace nacre
