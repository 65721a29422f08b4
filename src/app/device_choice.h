// --device and --threads: what the program computes on.
#pragma once
#include <string>

#include "jobs/job.h"

namespace nacre::app {

/// Did the user name a GPU?
bool names_cuda(const std::string& device);
/// Sets the number of threads and chooses the device (auto, cpu, cuda or cuda:N): with `auto` a CUDA device where there
/// is one and the command can use it. Throws Error(bad_input) for a malformed name and Error(failed) when a CUDA device
/// is asked for and none can be used.
jobs::Device choose_device(const std::string& device, int threads, jobs::Computes computes);

}  // namespace nacre::app
