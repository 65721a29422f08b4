// Forces for a caller who owns the images: a rank of a parallel program, a piece of a larger cell. He gives his own
// atoms first, then the ghosts: copies of other atoms, so many that each own atom has all neighbours within the cutoff.
//
//   E   = sum_{i own} U_i(own and ghosts)      only sites of own atoms count
//   F_k = -dE/dr_k                             of own atoms and of ghosts
//   W_i = -sum_j r_ij (x) dU_i/dr_ij           of own atoms; sums to -dE/d(strain)
//
//   V_k = -sum_{i own} r_ik (x) dU_i/dr_ik     the same terms by the atom on which the force acts: sum_k V_k v_k is the
//                                              potential part of the heat current (Fan et al., Phys. Rev. B 92, 094301)
//
// Every site is counted by the one piece that owns it, so energies of the pieces add up to that of the whole, and so do
// the forces when the force on a ghost is added to the atom that it is a copy of.
#pragma once
#include <memory>
#include <string>

#include "force/force.h"

namespace nacre {

struct GhostRequest : Request {
  bool force_virial = false;  ///< V_k
};

struct GhostEvaluation : Evaluation {
  std::vector<Mat3> force_virial;  ///< [own and ghosts] V_k, eV; filled only on request, else empty
};

struct GhostCounts {
  long rebuilds = 0;      ///< of the neighbour list
  std::size_t bytes = 0;  ///< of the list and of what is summed
  double seconds = 0;     ///< taken by the rebuilds
};

class GhostForce {
 public:
  virtual ~GhostForce() = default;
  /// Atoms [0, own) are the caller's, the others ghosts. `out` has entries for all of them; energies and virials of
  /// ghosts are zero. A box that is periodic adds images of its own to those of the caller. Throws what
  /// Force::compute() throws.
  virtual void compute_own(const Atoms& atoms, const Box& box, std::size_t own, GhostRequest request,
                           GhostEvaluation& out) = 0;
  /// Forgets the neighbour list: what comes next does not depend on what was computed before.
  virtual void reset() = 0;
  virtual GhostCounts counts() const = 0;
};

/// As make_force().
std::unique_ptr<GhostForce> make_ghost_force(const std::string& path, Precision precision = Precision::single);

}  // namespace nacre
