// nacre analyze: what a structure or a trajectory looks like.
#include <memory>

#include "app/analyze/commands.h"
#include "app/analyze/config.h"

namespace nacre::app {

void register_analyze(CLI::App& app, GlobalOptions& options) {
  auto* analyze = app.add_subcommand("analyze", "Analyse structures: bonds, rings, RDF, XRD, pores");

  analyze->require_subcommand(1);
  analyze->footer("Example:\n  nacre analyze coordination model.xyz --cutoff C-C=1.85");
  const auto parts = std::make_shared<PartSettings>();
  register_adf(*analyze, options);
  register_all(*analyze, options, parts);
  register_compare(*analyze, options, parts);
  register_coordination(*analyze, options);
  register_hybridization(*analyze, options, *parts);
  register_msd(*analyze, options);
  register_pores(*analyze, options, *parts);
  register_rdf(*analyze, options, *parts);
  register_xrd(*analyze, options, *parts);
  register_rings(*analyze, options, *parts);
  add_config(*analyze, options);  // the last: it knows all of them
}

}  // namespace nacre::app
