// Sums over nodes (node_sums.h) by fast Fourier transform on the GPU: the interface of fourier_sums.h. No CUDA in this
// header; builds without CUDA throw Error(failed) that says so.
#pragma once
#include "analysis/diffraction/node_sums.h"

namespace nacre {

NodeSums cuda_fourier_node_sums(const NodeProblem& problem);

}  // namespace nacre
