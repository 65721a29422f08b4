#include "api/potential_inside.h"
#include "force/nep_grade.h"

#include "nacre/grades.h"

namespace nacre::v1 {

struct Grades::Inside {
  NepModel model;
  ActiveSet set;
};

namespace {
NepModel nep_of(const std::string& file) {
  const Potential potential(file);
  expect_nep(potential.name(), "extrapolation grades");
  return read_nep(file);
}
}  // namespace

Grades::Grades(const std::string& potential, const std::string& active_set) {
  guarded([&] {
    inside_ = std::make_unique<Inside>(Inside{nep_of(potential), {}});
    inside_->set = read_active_set(active_set, inside_->model);
  });
}
Grades::Grades(Grades&&) noexcept = default;
Grades& Grades::operator=(Grades&&) noexcept = default;
Grades::~Grades() = default;

std::vector<double> Grades::of(const Structure& s) const {
  return guarded([&] {
    const Atoms atoms = atoms_for(s, inside_->model.species);
    const Box box = box_of_forces(s.cell, s.periodic);
    return extrapolation_grades(inside_->model, inside_->set, atoms, box);
  });
}

std::vector<double> Grades::of_own(std::size_t own, std::span<const int> types,
                                   std::span<const double> positions) const {
  return guarded([&] {
    check_own(own, types.size());
    Atoms atoms;
    to_atoms(types, positions, inside_->model.species, atoms);
    return extrapolation_grades(inside_->model, inside_->set, atoms, Box(), own);
  });
}

}  // namespace nacre::v1
