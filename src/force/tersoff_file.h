// Parameters of the Tersoff (1989) potential: GPUMD's `tersoff_1989` file, and carbon compiled in.
#pragma once
#include <string>
#include <vector>

#include "force/tersoff_math.h"

namespace nacre::tersoff {

struct Parameters {
  std::vector<std::string> species;          ///< one or two elements
  std::vector<PairParameters<double>> pair;  ///< [t_i * types + t_j], symmetric
  std::vector<SiteParameters<double>> site;  ///< [t_i]
};

/// Reads the file
///   tersoff_1989 <1 or 2> <symbols>
///   A B lambda mu beta n c d h R S      one line an element (eV, eV, 1/Å, 1/Å, 1, 1, 1, 1, 1, Å, Å)
///   chi                                 two elements only
/// and mixes as the paper does: A, B, R, S of a pair by geometric mean (B times chi), lambda and mu by arithmetic mean.
/// Throws Error with file, line, key and allowed range.
Parameters read_parameters(const std::string& path);

/// Carbon of the paper, with B = 346.7 eV (see docs/physics/tersoff.md).
Parameters carbon();

}  // namespace nacre::tersoff
