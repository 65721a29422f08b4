#include "compute_nacre_grade.h"

#include <algorithm>

#include "guarded.h"
#include "pair_nacre.h"

namespace LAMMPS_NS {

namespace {
constexpr const char* name = "compute nacre/grade";
}

ComputeNacreGrade::ComputeNacreGrade(LAMMPS* lammps, int narg, char** arg) : Compute(lammps, narg, arg) {
  const std::string words = "expected compute ID group nacre/grade FILE, or FILE pair N";
  if (narg != 4 && narg != 6) refuse(words);
  if (narg == 6) {
    const std::string number = arg[5];
    if (std::string(arg[4]) != "pair" || number.size() != 1 || number < "1" || number > "9")
      refuse(words + ", N from 1 to 9: " + arg[4] + " " + number);
    instance_ = number[0] - '0';
  }
  file_ = arg[3];
  scalar_flag = 1, extscalar = 0;
  peratom_flag = 1, size_peratom_cols = 0;
}

ComputeNacreGrade::~ComputeNacreGrade() { memory->destroy(vector_atom); }

void ComputeNacreGrade::refuse(const std::string& what) { error->all(FLERR, std::string(name) + ": " + what); }

// At the start of every run: the pair style may have been given another potential since the last one.
void ComputeNacreGrade::init() {
  pair_ = dynamic_cast<PairNacre*>(force->pair_match("nacre", 1, instance_));
  if (pair_ == force->pair && instance_ > 1) pair_ = nullptr;  // no hybrid style
  if (pair_ == nullptr) refuse("there is no pair_style nacre, or there are several of a hybrid style: give pair N");
  guarded(error, name, Throws::on_all_ranks, [&] { grades_ = std::make_unique<nacre::Grades>(pair_->file(), file_); });
}

void ComputeNacreGrade::compute_peratom() {
  invoked_peratom = update->ntimestep;
  if (atom->nmax > room_) {
    room_ = atom->nmax;
    memory->destroy(vector_atom);
    memory->create(vector_atom, room_, "nacre/grade:vector_atom");
  }
  std::fill_n(vector_atom, atom->nlocal, 0.0);
  const PairNacre::Seen& seen = pair_->look();
  std::vector<double> grades;
  guarded(error, name, Throws::on_one_rank, [&] { grades = grades_->of_own(seen.own, seen.types, seen.positions); });
  for (std::size_t k = 0; k < seen.own; ++k)
    if ((atom->mask[seen.index[k]] & groupbit) != 0) vector_atom[seen.index[k]] = grades[k];
}

double ComputeNacreGrade::compute_scalar() {
  invoked_scalar = update->ntimestep;
  if (invoked_peratom != invoked_scalar) compute_peratom();
  const double mine = atom->nlocal == 0 ? 0 : *std::max_element(vector_atom, vector_atom + atom->nlocal);
  MPI_Allreduce(&mine, &scalar, 1, MPI_DOUBLE, MPI_MAX, world);
  return scalar;
}

double ComputeNacreGrade::memory_usage() { return static_cast<double>(room_ * sizeof(double)); }

}  // namespace LAMMPS_NS
