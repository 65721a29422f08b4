// Potentials for the commands that evaluate frames.
#pragma once
#include <memory>
#include <string>

#include "app/commands.h"
#include "force/batch.h"
#include "force/cuda_host.h"

namespace nacre::app {

/// On the device that apply_global_options() chose; full precision is the CPU's.
inline std::unique_ptr<BatchForce> open_potential(const std::string& path, Device device, Precision precision) {
  return device == Device::cuda ? make_cuda_batch_force(path) : make_batch_force(path, precision);
}

}  // namespace nacre::app
