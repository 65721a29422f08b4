// nacre analyze: what a structure or a trajectory looks like.
#include "app/commands.h"
#include "app/job_command.h"

namespace nacre::app {

void register_analyze(CLI::App& app, GlobalOptions& options) {
  add_job_group(app, "analyze", "Analyse structures: bonds, rings, RDF, XRD, pores",
                "nacre analyze coordination model.xyz --cutoff C-C=1.85", options);
}

}  // namespace nacre::app
