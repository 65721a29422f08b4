// The analyses of nacre analyze, one source each. A new one: a function here, a line in command_analyze.cpp.
#pragma once
#include <functional>
#include <memory>

#include "analysis/bonds/hybridization.h"
#include "analysis/diffraction/xrd.h"
#include "analysis/pairs/rdf.h"
#include "analysis/pores/pores.h"
#include "analysis/rings/rings.h"
#include "app/commands.h"

namespace nacre::app {

/// What the options of the commands say, for those that run several analyses (all, compare).
struct PartSettings {
  std::function<HybridizationSettings()> hybridization;
  std::function<RingSettings(Device)> rings;
  std::function<RdfSettings(Device)> rdf;
  std::function<RingRdfSettings()> ring_rdf;
  std::function<XrdSettings(Device)> xrd;
  std::function<PoreSettings(Device)> pores;
};

void register_adf(CLI::App& analyze, GlobalOptions& options);
void register_all(CLI::App& analyze, GlobalOptions& options, const std::shared_ptr<PartSettings>& parts);
void register_compare(CLI::App& analyze, GlobalOptions& options, const std::shared_ptr<PartSettings>& parts);
void register_coordination(CLI::App& analyze, GlobalOptions& options);
void register_hybridization(CLI::App& analyze, GlobalOptions& options, PartSettings& parts);
void register_msd(CLI::App& analyze, GlobalOptions& options);
void register_pores(CLI::App& analyze, GlobalOptions& options, PartSettings& parts);
void register_rdf(CLI::App& analyze, GlobalOptions& options, PartSettings& parts);
void register_xrd(CLI::App& analyze, GlobalOptions& options, PartSettings& parts);
void register_rings(CLI::App& analyze, GlobalOptions& options, PartSettings& parts);

}  // namespace nacre::app
