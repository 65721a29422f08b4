// A graphene ribbon: two free edges, zigzag or armchair, periodic along y, where they run. It is made of chains along the edges:
// zigzag chains sqrt(3) a / 2 apart with a period of a, or dimer lines a / 2 apart with a period of sqrt(3) a; each carbon at an
// edge has two neighbours. Formation energy of its edges: [E - n_C mu_C - n_H mu_H] / (2 L), L the length of the cell.
#pragma once
#include <string>

#include "build/sheet.h"

namespace nacre {

struct Ribbon {
  std::string edge = "zigzag";           ///< or armchair
  double width = 20, length = 20;        ///< Å, at least: from edge to edge, and of the cell along the edges
  double a = graphene_a;                 ///< Å
  bool hydrogen = false;                 ///< a hydrogen at each free bond, 1.09 Å long
  double vacuum = default_sheet_vacuum;  ///< Å, in all, along x and z
};

/// Throws Error(bad_input) for another edge or numbers out of range.
Structure ribbon(const Ribbon& request);

}  // namespace nacre
