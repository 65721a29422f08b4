// Forces for a caller who owns the images: a rank of a parallel program, a piece of a larger cell. He gives his own
// atoms first, then the ghosts: copies of other atoms, so many that each own atom has all neighbours within the cutoff.
//
//   E   = sum_{i own} U_i(own and ghosts)      only sites of own atoms count
//   F_k = -dE/dr_k                             of own atoms and of ghosts
//   W_i = -sum_j r_ij (x) dU_i/dr_ij           of own atoms; sums to -dE/d(strain)
//
// Every site is counted by the one piece that owns it, so energies of the pieces add up to that of the whole, and so do
// the forces when the force on a ghost is added to the atom that it is a copy of.
#pragma once
#include <memory>
#include <string>

#include "force/force.h"

namespace nacre {

class GhostForce {
 public:
  virtual ~GhostForce() = default;
  /// Atoms [0, own) are the caller's, the others ghosts. `out` has entries for all of them; energies and virials of
  /// ghosts are zero. A box that is periodic adds images of its own to those of the caller. Throws what
  /// Force::compute() throws.
  virtual void compute_own(const Atoms& atoms, const Box& box, std::size_t own, Request request, Evaluation& out) = 0;
};

/// As make_force().
std::unique_ptr<GhostForce> make_ghost_force(const std::string& path, Precision precision = Precision::single);

}  // namespace nacre
