// Forces and virials from the gradients of site energies, gathered, never scattered.
//
//   U = sum_i U_i({r_ij}),  r_ij = r_j - r_i,   p_ij = dU_i/dr_ij
//   F_i = sum_j (p_ij - p_ji)                   W_i = - sum_j r_ij (x) p_ij,   W = sum_i W_i = -dU/d(strain)
//
//   p_ij   gradient[entry]             eV/Å    entry of the list that names j in the row of i
//   p_ji   gradient[reverse()[entry]]  eV/Å    the same bond seen from j (of an image: from its owner)
//   U_i    site_energy[slot]           eV
//   W_i    atom_virial[atom]           eV      positive = compressed
//
// Every potential that is a sum of site energies has this form (Fan et al., Phys. Rev. B 92, 094301 (2015),
// 10.1103/PhysRevB.92.094301). Each atom only reads, so there are no atomics and the sums have one order: the same bits
// for any number of threads. A ghost (ghost_force.h) has no row: its p_ji are zero, and what acts on it is taken from the
// rows of the atoms that see it, one after the other.
#pragma once
#include <vector>

#include "force/force.h"
#include "force/ghost_force.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

/// Fills `out`, by atom index, from `gradient` [list.entries() + 1], whose last is zero, and `site_energy` [list.local()].
/// The list has width 1 and reverse().
void gather_forces(const NeighborList& list, const std::vector<Vec3>& gradient, const std::vector<double>& site_energy,
                   Request request, Evaluation& out);

/// A force that only has to say its site energies and their gradients; the list, the gathering and the checkpoint are
/// here. Pair loops are in double, so a run with such a force needs no choice of precision.
class SiteForce : public Force, public GhostForce {
 public:
  std::string name() const final { return name_; }
  const std::vector<std::string>& species() const final { return species_; }
  double cutoff() const final;
  void compute(const Atoms& atoms, const Box& box, Request request, Evaluation& out) final;
  void compute_own(const Atoms& atoms, const Box& box, std::size_t own, GhostRequest request,
                   GhostEvaluation& out) final;
  void reset() final { list_.reset(); }
  void save(Record& record) const final { list_.save(record); }
  void load(const Record& record) final { list_.load(record); }
  NeighborCounts neighbor_counts() const final;
  GhostCounts counts() const final { return {list_.rebuilds(), bytes(), list_.seconds()}; }

 protected:
  /// `pair_cutoff`: [t_i * types + t_j], Å, symmetric.
  SiteForce(std::string name, std::vector<std::string> species, std::vector<double> pair_cutoff);

  /// Writes U_i of every local slot (eV) and p_ij of every entry (eV/Å; zero beyond the cutoff: the arrays hold what
  /// the last step left there).
  virtual void evaluate_sites(const NeighborList& list, std::vector<double>& site_energy,
                              std::vector<Vec3>& gradient) = 0;

 private:
  void evaluate(const Atoms& atoms, const Box& box, std::size_t own);
  std::size_t bytes() const;

  std::string name_;
  std::vector<std::string> species_;
  NeighborList list_;
  std::vector<double> site_energy_;
  std::vector<Vec3> gradient_;
};

}  // namespace nacre
