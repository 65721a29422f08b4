// Sums over nodes (node_sums.h) by fast Fourier transform, on the CPU.
//
// Atoms are sorted by the grid plane x where their reach begins. A plane is one task: the atoms that reach it are
// spread onto it in sorted order, then it is transformed along y and z, and only the indices inside +-m are kept:
//   kept[x][k >= 0][l] of n_1 (m_2 + 1) (2 m_3 + 1) complex floats a species
// so the grid itself never lies in memory. Spreading and transforms are in double; floats hold the kept numbers, 6e-8
// of each. Then columns along x are transformed, corrected, multiplied and added to their bins, in fixed parts that are
// added in order: the same bits on any number of threads.
//
// Real points: two columns of the plane are one complex column, taken apart by F(-k) = F(k)*; eight such at a time
// (fourier_loops.h). Work for N atoms and P points of the grid: 512 N multiply-adds, 5 P log2(P) / 2 or so for the
// transforms (indices outside +-m are not transformed twice), nodes x 2 roots. 1,000,000 carbon atoms to Q 5.8 1/Å:
// P 2.6e8, 5e8 + 2e10 operations, 0.55 GB.
#pragma once
#include "analysis/diffraction/fourier_plan.h"
#include "analysis/diffraction/node_sums.h"

namespace nacre {

NodeSums fourier_node_sums(const NodeProblem& problem);
/// Memory that it takes.
double fourier_bytes(const NodeProblem& problem, const FourierPlan& plan);

}  // namespace nacre
