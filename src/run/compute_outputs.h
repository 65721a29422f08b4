// compute_rdf, compute_adf, compute_msd, compute_sdc at work. What is accumulated is src/analysis's, as in nacre
// analyze; here are the samples, the files and the checkpoint. File formats: docs/input.md.
#pragma once
#include <memory>

#include "run/outputs.h"

namespace nacre::run {

std::unique_ptr<Dump> make_compute(const Command& command, const System& system, double dt_fs);

/// Throws Error(file, line) when the line does not fit the run: groups and elements that are not there, more lags than
/// samples, steps of unequal length. The atoms' types are in the potential's order.
void check_compute(const Command& command, const RunSettings& settings, std::int64_t steps, const Atoms& atoms);
/// The same for all lines of a run together: two of them cannot write the same copies.
void check_copies(const std::vector<const Command*>& commands);

}  // namespace nacre::run
