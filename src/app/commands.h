// The subcommands of `nacre`. Each register_* adds one subcommand to the CLI11 application: its options, an example in
// its help, and a callback that does the work and throws Error; main.cpp prints the error and chooses the exit code.
#pragma once
#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <utility>

#include "jobs/job.h"

namespace nacre::app {

/// Options that every subcommand has.
struct GlobalOptions {
  std::string device = "auto";  ///< auto, cpu, cuda or cuda:N
  int threads = 0;              ///< 0: all processors this process may run on
  bool quiet = false;           ///< print nothing but errors
  std::string summary;          ///< YAML file for programs; empty: none
  /// Options that a file of options gave: where they stand, for errors that come later.
  std::map<std::string, std::pair<std::string, long>> config_lines;
};

/// Adds --device, --threads, --quiet and --summary to `command`, and `example` to the foot of its help.
void add_global_options(CLI::App* command, GlobalOptions& options, const std::string& example);
using jobs::Computes;
using jobs::Device;
/// Sets the number of threads and chooses the device: with `auto` a CUDA device where there is one and the command can
/// use it. Throws Error(bad_input) for a malformed device name and Error(failed) when a CUDA device is asked for and
/// none can be used. Call it first in every callback.
Device apply_global_options(const GlobalOptions& options, Computes computes = Computes::cpu_only);

void register_pipeline(CLI::App& app, GlobalOptions& options);
void register_analyze(CLI::App& app, GlobalOptions& options);
void register_sites(CLI::App& app, GlobalOptions& options);
/// nacre build, from the table of jobs.
void register_build(CLI::App& app, GlobalOptions& options);

}  // namespace nacre::app
