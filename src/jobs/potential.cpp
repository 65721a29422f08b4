#include "jobs/potential.h"

#include <filesystem>

#include "force/cuda_host.h"
#include "force/registry.h"
#include "io/paths.h"

namespace nacre::jobs {

std::string potential_path(const Surroundings& around, const std::string& given) {
  const std::string path = around.path(given);
  return given == default_force && !file_exists(path) ? given : path;
}

std::unique_ptr<BatchForce> open_potential(const std::string& path, Device device, Precision precision) {
  return device == Device::cuda ? make_cuda_batch_force(path) : make_batch_force(path, precision);
}

}  // namespace nacre::jobs
