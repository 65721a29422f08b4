// Rows of the page about an insertion, from its ledger: voltages and capacity beside published figures, and what so few
// atoms cannot show.
#pragma once
#include "jobs/pipeline/pipeline.h"
#include "report/published.h"

namespace nacre::jobs::pipeline {

/// Of several seeds, the first.
report::Report insertion_report(const PipelineStage& stage, const report::PublishedTable& published);

}  // namespace nacre::jobs::pipeline
