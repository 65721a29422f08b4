// Extrapolation grades of the public face.
#include "api/potential_inside.h"

namespace nacre::v1 {

void Potential::use_active_set(const std::string& file) {
  guarded([&] {
    Inside& in = *inside_;
    in.active_set = read_active_set(file, in.nep("extrapolation grades"));
  });
}

std::vector<double> Potential::grades(std::span<const int> types, std::span<const double> positions, const Matrix& cell,
                                      const Periodic& periodic) {
  return guarded([&] {
    Inside& in = *inside_;
    const NepModel& model = in.nep("extrapolation grades");
    if (!in.active_set)
      throw bad_argument("a grade needs the active set of the potential", "active_set", "none",
                         "a file of nacre model active");
    to_atoms(types, positions, species(), in.atoms);
    return extrapolation_grades(model, *in.active_set, in.atoms,
                                to_box(periodic == open_everywhere ? Matrix{} : cell, periodic));
  });
}

std::vector<double> Potential::grades(const Structure& structure) {
  return grades(types_of(structure), structure.positions, structure.cell, structure.periodic);
}

}  // namespace nacre::v1
