// final.xyz, the structure as a run left it.
#pragma once
#include <string>

#include "core/system.h"

namespace nacre::jobs {

inline constexpr const char* final_structure_name = "final.xyz";

/// Exact (17 digits, not wrapped), with masses, velocities and groups, so that another run can go on from it.
void write_final_structure(const std::string& path, const System& system);

}  // namespace nacre::jobs
