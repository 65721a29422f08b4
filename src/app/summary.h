// Summaries of the commands: report/summary.h, and the option that names the file.
#pragma once
#include "app/commands.h"
#include "io/files.h"
#include "report/summary.h"

namespace nacre::app {

using Summary = report::Summary;

/// Writes the summary whole to `options.summary`; does nothing when that is empty. Throws Error(failed).
inline void write_summary_file(const Summary& summary, const GlobalOptions& options) {
  if (!options.summary.empty()) write_whole(options.summary, summary.yaml());
}

}  // namespace nacre::app
