// nacre sites: what surrounds each sodium atom, and what type of site that is.
#include "app/sites/commands.h"

namespace nacre::app {

void register_sites(CLI::App& app, GlobalOptions& options) {
  auto* sites = app.add_subcommand("sites", "Sodium sites: features, intercalation, types");
  sites->require_subcommand(1);
  sites->footer("Example:\n  nacre sites features final.xyz --output features.csv");
  register_sites_features(*sites, options);
  register_sites_train(*sites, options);
  register_sites_label(*sites, options);
  register_sites_all(*sites, options);
}

}  // namespace nacre::app
