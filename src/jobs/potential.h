// Potentials for the jobs that evaluate frames.
#pragma once
#include <memory>
#include <string>

#include "force/batch.h"
#include "jobs/job.h"

namespace nacre::jobs {

/// A potential that an option names, as a path that can be opened; the compiled-in carbon keeps its name.
std::string potential_path(const Surroundings& around, const std::string& given);

/// On the device; full precision is the CPU's.
std::unique_ptr<BatchForce> open_potential(const std::string& path, Device device, Precision precision);

}  // namespace nacre::jobs
