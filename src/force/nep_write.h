// Writes what read_nep() reads (nep_model.h): nep.txt as GPUMD and others read it, seven digits after the point.
//   <name> <T> <symbols> / zbl .. / cutoff .. <neighbours R> <A> / n_max / basis_size / l_max / ANN / one number a line
// The l_max line has the older form "l 2 1" (2 where q_222 is on), which programs of all years read, unless one of the
// four newer invariants is on; then "l 1 1 0 1 0 0".
#pragma once
#include <string>

#include "force/nep_model.h"

namespace nacre {

/// Most neighbours of an atom that were seen in training, inside the radial and the angular cutoff. Programs that
/// allocate by these numbers refuse denser systems.
struct NepNeighbors {
  int radial = 0, angular = 0;
};

/// The file as text. Throws Error(failed) when an array of the model does not fit its header.
std::string format_nep(const NepModel& model, const NepNeighbors& neighbors);
/// format_nep() to a file, whole or not at all.
void write_nep(const std::string& path, const NepModel& model, const NepNeighbors& neighbors);

}  // namespace nacre
