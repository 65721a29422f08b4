// The two long loops of pores on the GPU: the clearance of every grid point and the largest sphere that covers it. The
// values are those of the CPU, to the last bit: the arithmetic is shared (pore_math.h). No CUDA in this header; builds
// without CUDA throw Error(failed) that says so.
#pragma once
#include "analysis/pores/pore_grid.h"
#include "analysis/pores/pore_sizes.h"

namespace nacre {

/// cuda_pore_field.cu
std::vector<float> clearances_on_cuda(const PoreGrid& grid, const AtomBins& atoms);
/// cuda_pore_sizes.cu
std::vector<std::uint32_t> covering_spheres_on_cuda(const PoreGrid& grid, const PoreNetwork& network);

}  // namespace nacre
