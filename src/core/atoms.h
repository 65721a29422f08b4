// Atoms: a structure of arrays, one entry an atom. Move-only: clone() is the one way to copy.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "core/vec3.h"

namespace nacre {

struct Atoms {
  std::vector<Vec3> position;           ///< Å, not wrapped: an atom keeps its path across the boundary
  std::vector<Vec3> velocity;           ///< A per internal time unit (core/units.h)
  std::vector<double> mass;             ///< amu
  std::vector<int> type;                ///< index into `species`
  std::vector<std::string> species;     ///< element symbol of each type
  std::vector<std::vector<int>> group;  ///< group[method][atom], labels from 0
  bool has_velocity = false;            ///< velocities were given (by a file or by `velocity`)

  Atoms() = default;
  Atoms(Atoms&&) = default;
  Atoms& operator=(Atoms&&) = default;

  std::size_t size() const { return position.size(); }
  /// Sizes the per-atom arrays (velocity 0, mass 1, type 0); group labels of new atoms are 0.
  void resize(std::size_t n);
  /// A deep copy.
  Atoms clone() const;
  /// Rewrites `type` so that it indexes `order` (the species of a force).
  /// Throws Error naming the element that `order` lacks.
  void use_species(const std::vector<std::string>& order);

 private:
  Atoms(const Atoms&) = default;
};

}  // namespace nacre
