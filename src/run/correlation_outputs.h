// compute_dos, compute_hac, compute_viscosity at work: what of a run is correlated with itself, and what follows from it
// (analysis/motion/transport.h). Equations: docs/physics/transport.md; file formats: docs/input.md.
#pragma once
#include <memory>
#include <vector>

#include "run/outputs.h"

namespace nacre::run {

/// Null when the line is none of the three. Throws Error when the potential cannot be read.
std::unique_ptr<Dump> make_correlation(const Command& command, const RunSettings& settings, const System& system);

/// Throws Error(file, line) when a line that is one of the three does not fit the run.
void check_correlation(const Command& command, const RunSettings& settings, std::int64_t steps, const Atoms& atoms);

/// The curve of each atom: 0 in the group, -1 elsewhere.
std::vector<int> curve_of_group(const GroupChoice& group, const Atoms& atoms);

/// What a correlation asks of its run and of the memory: `vectors` of each sample, `curves` of each lag.
struct Lags {
  std::int64_t interval = 0, window = 0;
  std::size_t vectors = 0;
  int curves = 1;
};
/// Throws Error(file, line) unless the steps are of equal length and the run has as many samples as lags.
void check_lags(const Command& command, const Lags& lags, const RunSettings& settings, std::int64_t steps);

}  // namespace nacre::run
