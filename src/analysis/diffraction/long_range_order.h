// Is a cell a crystal? Then its lines are sharp, and a sum over pairs may go on through the periodic images.
//   S(h) = |sum_i exp(-2 pi i h . s_i)|^2 / n^2      1 when all atoms scatter in phase
//   crystal  some node with 1 <= Q <= 3.3 1/Å has S > 0.3 in a sample of at most 400 atoms (graphite (002): 1, diamond
//            (111): 0.5; a disordered solid: some hundredths), and none below 1 1/Å has S > 0.005 of all atoms, as slits,
//            pores and stacks in a void have
#pragma once
#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

/// False for a cell with an open direction.
bool is_crystal(const Atoms& atoms, const Box& box);

/// Å; how far pairs of a crystal are summed: 100, or less where that would be more than 1e8 pairs.
double crystal_reach(const Atoms& atoms, const Box& box);

}  // namespace nacre
