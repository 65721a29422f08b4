// The Tersoff (1989) bond-order potential for one or two elements. Equations: tersoff_math.h; page:
// docs/physics/tersoff.md.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/pair_gather.h"
#include "force/tersoff_file.h"

namespace nacre {

class Tersoff final : public SiteForce {
 public:
  explicit Tersoff(tersoff::Parameters parameters);

 private:
  /// A neighbour inside the cutoff, and what the loops over pairs of them add up.
  struct Bond : tersoff::BondEnd {
    NeighborList::Entry entry;
    const tersoff::PairParameters<double>* pair;
    double r;  ///< Å
    double zeta;
    Vec3 gradient;  ///< p_ij = dU_i/dr_ij (eV/Å)
  };
  /// g of one pair of bonds (j, k < j), kept from the loop that sums zeta to the one that differentiates it.
  struct Angle {
    int j, k;
    double cosine;
    tersoff::Slope<double> g;
  };
  /// Room for one atom's bonds; one for each block of atoms, kept from step to step so that nothing is allocated.
  struct Workspace {
    std::vector<Bond> bonds;
    std::vector<Angle> angles;
  };

  void evaluate_sites(const NeighborList& list, std::vector<double>& site_energy, std::vector<Vec3>& gradient) override;
  double evaluate_site(const NeighborList& list, int slot, Workspace& work, std::vector<Vec3>& gradient) const;
  void collect_bonds(const NeighborList& list, int slot, std::vector<Bond>& bonds) const;
  static void sum_zeta(const tersoff::SiteParameters<double>& site, Workspace& work);
  static double bond_energies(const tersoff::SiteParameters<double>& site, std::vector<Bond>& bonds);
  static void add_angle_gradients(Workspace& work);

  tersoff::Parameters parameters_;
  std::vector<Workspace> workspaces_;
};

/// Reads a `tersoff_1989` file (tersoff_file.h). Both precisions compute in double: three or four bonds an atom leave
/// little to gain from float.
std::unique_ptr<Force> make_tersoff(const std::string& path, Precision precision);
std::unique_ptr<GhostForce> make_ghost_tersoff(const std::string& path, Precision precision);
/// Tersoff carbon, compiled in: the engine runs without any file. make_force("tersoff-carbon") gives it too.
std::unique_ptr<Force> make_default_carbon();
std::unique_ptr<GhostForce> make_ghost_default_carbon();

}  // namespace nacre
