// nacre formation: formation energies of structures, by any potential, as a table.
//   E_f = E - sum over elements k of n_k mu_k       eV
// mu_k: given, or the energy an atom of a structure of that element alone, or that of its relaxed bcc metal. Also an atom, an atom
// of one element, and an Å of edges.
#pragma once
#include <string>
#include <vector>

#include "jobs/job.h"

namespace nacre::jobs {

struct Formation : Job {
  std::string potential;
  std::vector<std::string> inputs;
  std::vector<std::string> energies;    ///< "C=-7.4", eV an atom
  std::vector<std::string> references;  ///< "C=graphene.xyz"
  std::string per;                      ///< element; empty: none
  double edge_length = 0;               ///< Å; 0: no energy of edges
  std::string output;                   ///< CSV; empty: none

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
