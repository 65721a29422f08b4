// How far the surroundings of an atom are from those that a NEP was trained on: extrapolation grades, as `nacre predict
// --active` gives them. Up to 1 an atom lies among those of the active set; far above it its energy is extrapolated.
//
//   nacre::Grades grades("nep.txt", "nep.asi");       // the active set: nacre model active
//   std::vector<double> g = grades.of(nacre::read_structure("model.xyz"));
//
// In double precision on the CPU; a call costs a few of Potential::compute(). Arrays as in nacre/potential.h.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nacre/error.h>
#include <nacre/structure.h>

namespace nacre::v1 {

class Grades {
 public:
  /// Throws Error(bad_input) with file and line, for a potential that is no NEP, and for the active set of another one.
  Grades(const std::string& potential, const std::string& active_set);
  Grades(Grades&&) noexcept;
  Grades& operator=(Grades&&) noexcept;
  ~Grades();

  /// [atom]. Throws Error naming an element that the potential lacks.
  std::vector<double> of(const Structure& structure) const;
  /// [own] For a caller who owns the images: as Potential::add_with_ghosts() takes them. `types` index the potential's
  /// species. Throws what it throws.
  std::vector<double> of_own(std::size_t own, std::span<const int> types, std::span<const double> positions) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace nacre::v1
