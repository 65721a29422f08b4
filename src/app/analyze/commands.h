// The analyses of nacre analyze, one source each. A new one: a function here, a line in command_analyze.cpp.
#pragma once
#include "app/commands.h"

namespace nacre::app {

void register_adf(CLI::App& analyze, GlobalOptions& options);
void register_all(CLI::App& analyze, GlobalOptions& options);
void register_coordination(CLI::App& analyze, GlobalOptions& options);
void register_hybridization(CLI::App& analyze, GlobalOptions& options);
void register_msd(CLI::App& analyze, GlobalOptions& options);
void register_pores(CLI::App& analyze, GlobalOptions& options);
void register_rdf(CLI::App& analyze, GlobalOptions& options);
void register_xrd(CLI::App& analyze, GlobalOptions& options);
void register_rings(CLI::App& analyze, GlobalOptions& options);

}  // namespace nacre::app
