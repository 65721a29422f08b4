// compute nacre/grade: how far the surroundings of each atom are from those that a NEP was trained on, as `nacre predict
// --active` says it (nacre/grades.h).
//
//   compute ID group nacre/grade FILE [pair N]      FILE: an active set, of `nacre model active`
//
// Of each atom its grade (0 of atoms outside of the group and of types without an element); as a scalar the largest of the
// group. Computed when it is asked for, from the atoms and ghosts of pair_style nacre, which must be there; N counts its
// instances in a hybrid style.
#pragma once
#include <memory>
#include <string>

#include <nacre/grades.h>

#include "lammps_headers.h"

namespace LAMMPS_NS {

class PairNacre;

class ComputeNacreGrade : public Compute {
 public:
  ComputeNacreGrade(LAMMPS* lammps, int narg, char** arg);
  ~ComputeNacreGrade() override;
  void init() override;
  double compute_scalar() override;
  void compute_peratom() override;
  double memory_usage() override;

  static Compute* create(LAMMPS* lammps, int narg, char** arg) { return new ComputeNacreGrade(lammps, narg, arg); }

 private:
  [[noreturn]] void refuse(const std::string& what);

  std::string file_;
  int instance_ = 0;  ///< of the pair style in a hybrid; 0: the only one
  PairNacre* pair_ = nullptr;
  std::unique_ptr<nacre::Grades> grades_;
  int room_ = 0;  ///< atoms that vector_atom holds
};

}  // namespace LAMMPS_NS
