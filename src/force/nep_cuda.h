// NEP on the GPU: single precision, NEP3, NEP4 and NEP5 of any shape, with or without ZBL. Kernels: nep_cuda_*.cu.
#pragma once
#include <memory>
#include <string>

#include "force/cuda_force.h"

namespace nacre::cuda {

/// Reads nep.txt. Throws Error(bad_input) with file and line.
std::unique_ptr<CudaForce> make_cuda_nep(const std::string& path);
/// The same with ghost types (nep_ghosts.h): twice the species, sites of the first half.
std::unique_ptr<CudaForce> make_cuda_ghost_nep(const std::string& path);

}  // namespace nacre::cuda
