// nacre sites: what surrounds each sodium atom, and what type of site that is.
#include "app/job_command.h"
#include "app/sites/commands.h"

namespace nacre::app {

void register_build(CLI::App& app, GlobalOptions& options) {
  add_job_group(app, "build", "Make a structure: random, crystal",
                "nacre build random --species C --atoms 5000 --box 41.4 --min-distance 1.2 -o model.xyz", options);
}

void register_sites(CLI::App& app, GlobalOptions& options) {
  auto* sites = app.add_subcommand("sites", "Sodium sites: features, intercalation, types");
  sites->require_subcommand(1);
  sites->footer("Example:\n  nacre sites features final.xyz --output features.csv");
  register_sites_features(*sites, options);
  for (const char* command : {"sites train", "sites label", "sites all"}) add_job(*sites, command, options);
}

}  // namespace nacre::app
