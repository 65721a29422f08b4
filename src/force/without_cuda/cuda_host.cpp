// What builds without CUDA say when a force on the GPU is asked for.
#include "force/cuda_host.h"
#include "device/cuda_devices.h"

namespace nacre {

namespace {
Error no_cuda() { return Error(why_no_cuda(), Error::Kind::failed); }
}  // namespace

std::unique_ptr<Force> make_cuda_host_force(const std::string&) { throw no_cuda(); }
std::unique_ptr<BatchForce> make_cuda_batch_force(const std::string&) { throw no_cuda(); }
std::unique_ptr<GhostForce> make_cuda_ghost_force(const std::string&) { throw no_cuda(); }

}  // namespace nacre
