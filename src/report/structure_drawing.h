// A still picture of a structure: atoms, bonds and the edges of the cell, seen from the front and a little from above,
// without perspective; what lies further back is paler.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "core/vec3.h"

namespace nacre::report {

struct StructureDrawing {
  /// What atoms are drawn as.
  struct Kind {
    std::string name, color;
    double radius = 0.4;  ///< Å, as drawn
  };
  std::vector<Kind> kinds;
  std::vector<Vec3> position;  ///< Å
  std::vector<int> kind;       ///< of each atom
  std::vector<std::pair<int, int>> bonds;
  std::vector<std::pair<Vec3, Vec3>> edges;  ///< of the cell
};

/// Towards the viewer (Å): atoms of equal depth are drawn together.
double depth(Vec3 position);
std::string structure_drawing(const StructureDrawing& drawing);

}  // namespace nacre::report
