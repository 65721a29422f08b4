// nacre analyze: what a structure or a trajectory looks like.
#include "app/analyze/commands.h"

namespace nacre::app {

void register_analyze(CLI::App& app, GlobalOptions& options) {
  auto* analyze = app.add_subcommand("analyze", "Analyse structures: coordination");
  analyze->require_subcommand(1);
  analyze->footer("Example:\n  nacre analyze coordination model.xyz --cutoff C-C=1.85");
  register_coordination(*analyze, options);
}

}  // namespace nacre::app
