// Lennard-Jones: the smallest force there is, and the one to copy when adding another (HACKING.md, "Add a force").
//
//   U_i = 1/2 sum_j phi(r_ij),   phi(r) = 4 epsilon ((sigma/r)^12 - (sigma/r)^6) for r < cutoff, else 0
//
//   epsilon (eV), sigma (Å), cutoff (Å): one set for each pair of types. Truncated, not shifted: the energy steps by
//   phi(cutoff) where a pair crosses the cutoff, as in GPUMD's `lj`.
// J. E. Jones, Proc. R. Soc. Lond. A 106, 463 (1924), 10.1098/rspa.1924.0082.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/lennard_jones_math.h"
#include "force/pair_gather.h"

namespace nacre {

class LennardJones final : public SiteForce {
 public:
  /// `pairs`: [t_i * types + t_j], symmetric.
  LennardJones(const std::vector<std::string>& species, std::vector<LennardJonesPair> pairs);

 private:
  void evaluate_sites(const NeighborList& list, std::vector<double>& site_energy, std::vector<Vec3>& gradient) override;
  std::vector<LennardJonesPair> pairs_;
};

struct LennardJonesParameters {
  std::vector<std::string> species;
  std::vector<LennardJonesPair> pairs;  ///< [t_i * types + t_j], symmetric
};

/// Reads "lj <n> <symbols>", then n*n lines "epsilon_eV sigma_A cutoff_A" in the order (0,0), (0,1), .., (n-1,n-1).
/// Throws Error with file and line; also when (i,j) and (j,i) differ, which would break Newton's third law.
LennardJonesParameters read_lennard_jones(const std::string& path);
/// The force of such a file.
std::unique_ptr<Force> make_lennard_jones(const std::string& path, Precision precision);
std::unique_ptr<GhostForce> make_ghost_lennard_jones(const std::string& path, Precision precision);

}  // namespace nacre
