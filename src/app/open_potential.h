// Potentials for the commands that evaluate frames.
#pragma once
#include <memory>
#include <string>

#include "app/commands.h"
#include "force/cuda_host.h"
#include "force/force.h"

namespace nacre::app {

/// On the device that apply_global_options() chose; full precision is the CPU's.
inline std::unique_ptr<Force> open_potential(const std::string& path, Device device, Precision precision) {
  return device == Device::cuda ? make_cuda_host_force(path) : make_force(path, precision);
}

}  // namespace nacre::app
