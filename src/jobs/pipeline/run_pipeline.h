// A whole pipeline: its stages, then the page and the summary in its folder.
#pragma once
#include <optional>
#include <string>

#include "core/error.h"
#include "jobs/pipeline/chain.h"

namespace nacre::jobs::pipeline {

struct PipelineResult {
  std::string summary;           ///< YAML
  std::optional<Error> failure;  ///< of the stage that failed or was interrupted; the summary tells of it too
};

/// `around`: device, log and stop of the jobs; folder: what paths in the log are relative to. Writes page.txt, index.html
/// and summary.yaml, also after a stage that failed, unless it is a dry run. Throws Error when another pipeline works in the
/// folder.
PipelineResult run_pipeline(const Pipeline& pipeline, const ChainOptions& how, const Surroundings& around);

}  // namespace nacre::jobs::pipeline
