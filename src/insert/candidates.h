// Candidate points for one more atom: grid points that keep a minimum distance from the atoms of every species, all of
// them or fewer.
//
//   clearance(p) = min over species s of d_s(p) - minimum_s      allowed: clearance >= 0
//   all            every allowed point
//   local_maxima   points whose clearance none of the 26 points around them exceeds; among equal ones next to each
//                  other the first. Where every atom is out of the field's reach the clearance is the same everywhere:
//                  make the reach as wide as the pores
//   poisson_disc   points in a random order (a function of seed and point alone), each taken when no point taken before
//                  lies within `disc` (Å, the nearest images): the order of other points does not change when the
//                  surroundings of some do, so most candidates stay from step to step
#pragma once
#include <cstdint>
#include <vector>

#include "insert/distance_field.h"

namespace nacre::insert {

enum class Reduction { all, local_maxima, poisson_disc };

struct CandidateSettings {
  std::vector<double> minimum;  ///< Å, [species of the atoms]: 2.0 from C, 3.0 from Na for sodium
  Reduction reduction = Reduction::all;
  double disc = 1.0;  ///< Å, of poisson_disc
  std::uint64_t seed = 1;
};

struct Candidates {
  std::vector<std::int64_t> index;  ///< of the grid, ascending
  std::vector<Vec3> position;       ///< Å
  std::int64_t allowed = 0;         ///< points before the reduction
  std::array<double, 3> steps{};    ///< Å, of the grid along the lattice vectors
};

/// Throws Error(bad_input) when a minimum exceeds the field's reach, and for a disc that is not positive.
Candidates find_candidates(const DistanceField& field, const CandidateSettings& settings);

}  // namespace nacre::insert
