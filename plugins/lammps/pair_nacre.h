// pair_style nacre: the potentials of libnacre in LAMMPS. What users need to know is in docs/lammps.md.
//
//   pair_style nacre [precision single|double] [device auto|cpu|cuda]
//   pair_coeff * * FILE ELEMENT ...          an element (or NULL) for each atom type
//
// A rank gives its own atoms and LAMMPS's ghosts to Potential::add_with_ghosts(), which computes the sites of own atoms and
// the forces of these sites on own atoms and ghosts. LAMMPS sends forces on ghosts home (newton on). So one shell of ghosts
// is enough, no site is computed twice, and nothing is exchanged in the middle of a step (docs/scale.md counts the other
// ways). No neighbour list is asked of LAMMPS: libnacre makes its own from the positions, because its loops need lists of
// another kind.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include <nacre/potential.h>

#include "lammps_headers.h"

namespace LAMMPS_NS {

class PairNacre : public Pair {
 public:
  explicit PairNacre(LAMMPS* lammps);
  ~PairNacre() override;
  void settings(int narg, char** arg) override;
  void coeff(int narg, char** arg) override;
  void init_style() override;
  double init_one(int i, int j) override;
  void setup() override;
  void compute(int eflag, int vflag) override;
  double memory_usage() override;

  static Pair* create(LAMMPS* lammps) { return new PairNacre(lammps); }

  /// Own atoms, then ghosts, whose type has an element.
  struct Seen {
    std::size_t own = 0;
    std::vector<int> index, types;  ///< [atom of libnacre] index in LAMMPS's arrays, species of the potential
    std::vector<double> positions;
  };
  /// As LAMMPS has them now.
  const Seen& look();
  const std::string& file() const { return file_; }

 private:
  [[noreturn]] void refuse(const std::string& what);
  void allocate();
  void expect_wide_shell();
  void read_setting(const std::string& key, const std::string& value);
  nacre::PotentialOptions potential_options() const;
  void choose_species(int count, char** element);
  void add_results();
  void count();

  nacre::PotentialOptions options_;
  std::unique_ptr<nacre::Potential> potential_;
  std::string file_;
  std::vector<int> species_;  ///< [LAMMPS's type] index into species() of the potential; -1: NULL
  double per_eV_ = 1;         ///< LAMMPS's unit of energy
  bool shell_seen_ = false;   ///< the shell of ghosts was compared with the cutoff of potential_

  // Of the present step.
  Seen seen_;
  std::vector<double> forces_, energies_, virials_, force_virials_;
  nacre::GhostSums sums_;
};

}  // namespace LAMMPS_NS
