// Forces computed on the GPU for programs on the host: positions go in, results come out. No CUDA in this header;
// builds without CUDA throw Error(failed) that says so.
#pragma once
#include <memory>
#include <string>

#include "force/batch.h"
#include "force/force.h"
#include "force/ghost_force.h"

namespace nacre {

/// The potential of the file, on the present CUDA device, behind the interface of the CPU's forces. The neighbour list
/// stays on the GPU and is kept while atoms move.
std::unique_ptr<Force> make_cuda_host_force(const std::string& path);

/// The same for batches: all structures are evaluated by the same launches.
std::unique_ptr<BatchForce> make_cuda_batch_force(const std::string& path);

/// NEP for a caller who owns the images: positions go to the GPU, forces on own atoms and ghosts come back, one copy each
/// way a call. Throws Error for other potentials.
std::unique_ptr<GhostForce> make_cuda_ghost_force(const std::string& path);

}  // namespace nacre
