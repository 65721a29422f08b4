// Screening on the GPU, behind the interface of the CPU's (screening.h). No CUDA in this header; builds without CUDA
// throw Error(failed) that says so.
//
// Candidates go through four launches in batches (cuda_screening_view.h). Sums, sigmoids and tables of the structure's
// atoms are made on the CPU (prepared_structure.h: once a structure, 10 us an atom) and copied. Cells so thin that an
// atom can see two images of a candidate hold few atoms: they are screened on the CPU.
#pragma once
#include <memory>
#include <string>

#include "insert/screening.h"

namespace nacre::insert {

/// Of a NEP model, on the present CUDA device.
std::unique_ptr<Screening> make_cuda_screening(const std::string& nep_path);

}  // namespace nacre::insert
