// The forces the engine knows: one row each. Help and documents are made from it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/force.h"

namespace nacre {

struct ForceRow {
  std::string first_word;  ///< of the potential file
  std::string sentence;    ///< what it is, for help and documents
  std::unique_ptr<Force> (*make)(const std::string& path, Precision precision);
};

const std::vector<ForceRow>& force_table();

/// The name under which make_force() gives the compiled-in carbon when no file is called so.
inline constexpr const char* default_force = "tersoff-carbon";

}  // namespace nacre
