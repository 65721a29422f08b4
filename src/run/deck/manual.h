// docs/input.md from the tables: keywords, ensembles, potentials.
#pragma once
#include <string>

namespace nacre::run {

/// The page as Markdown. `nacre info --keywords` prints it; a test compares it with docs/input.md.
std::string input_manual();

}  // namespace nacre::run
