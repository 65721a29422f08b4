// The one table of ensembles: parser, help text and docs/input.md are made from it.
#pragma once
#include "integrate/dynamics.h"

namespace nacre {

struct EnsembleEntry {
  std::string name;
  std::string syntax;                ///< arguments after the name
  std::string description;           ///< one sentence
  std::size_t fewest = 0, most = 0;  ///< number of arguments after the name
  std::unique_ptr<Ensemble> (*make)(const Words& line) = nullptr;
};

const std::vector<EnsembleEntry>& ensemble_table();

}  // namespace nacre
