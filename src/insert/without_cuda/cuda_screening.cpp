// What builds without CUDA say when the screening on the GPU is asked for.
#include "insert/cuda_screening.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre::insert {

std::unique_ptr<Screening> make_cuda_screening(const std::string&) { throw Error(why_no_cuda(), Error::Kind::failed); }

}  // namespace nacre::insert
