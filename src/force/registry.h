// The forces the engine knows: one row each. Help and documents are made from it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/force.h"
#include "force/ghost_force.h"

namespace nacre {

struct ForceRow {
  std::string first_word;  ///< of the potential file
  std::string sentence;    ///< what it is, for help and documents
  std::unique_ptr<Force> (*make)(const std::string& path, Precision precision);
  std::unique_ptr<GhostForce> (*make_ghost)(const std::string& path, Precision precision);
};

const std::vector<ForceRow>& force_table();

/// The row of a potential file, by its first word. Throws Error(bad_input) with file and line: an empty file, a
/// potential of GPUMD that is missing here, an unknown word.
const ForceRow& find_force(const std::string& path);
/// True when the path means the compiled-in carbon: default_force, and no file is called so.
bool is_default_force(const std::string& path);

/// The name under which make_force() gives the compiled-in carbon when no file is called so.
inline constexpr const char* default_force = "tersoff-carbon";

}  // namespace nacre
