// Commands that have commands below them: nacre analyze, build, sites.
#include "app/commands.h"
#include "app/job_command.h"

namespace nacre::app {

void register_analyze(CLI::App& app, GlobalOptions& options) {
  add_job_group(app, "analyze", "Analyse structures: bonds, rings, RDF, XRD, pores",
                "nacre analyze coordination model.xyz --cutoff C-C=1.85", options);
}

void register_build(CLI::App& app, GlobalOptions& options) {
  add_job_group(app, "build", "Make a structure: random, crystal",
                "nacre build random --species C --atoms 5000 --box 41.4 --min-distance 1.2 -o model.xyz", options);
}

void register_sites(CLI::App& app, GlobalOptions& options) {
  add_job_group(app, "sites", "Sodium sites: features, intercalation, types",
                "nacre sites features final.xyz --output features.csv", options);
}

}  // namespace nacre::app
