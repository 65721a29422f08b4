// The page and the summary of a whole pipeline: its stages, the pages of `nacre analyze all` and `nacre sites all`, and
// the insertion, beside the figures published for a hard carbon: Chem. Sci. 2026, 17, 2547, 10.1039/d5sc07068f; 5,000
// C, 1,000 Na.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "jobs/pipeline/chain.h"

namespace nacre::jobs::pipeline {

inline constexpr const char* page_file = "page.txt";
inline constexpr const char* page_summary_file = "summary.yaml";

/// The rows of a stage that is done; none when it has none.
std::optional<report::Report> stage_rows(const PipelineStage& stage);
/// Seconds, and whether its page below is of other settings or inputs than those that now hold. `outcome`: null when
/// this call did not come to it.
std::string stage_state(const PipelineStage& stage, const StageOutcome* outcome);

/// `stages: [{name, state, seconds, reason}]`, `comparison: [{stage, what, found, published}]`, and under `results`,
/// under each stage's name, what its commands said.
std::string pipeline_summary(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes);
/// For people: seconds of the stages, which of them are out of date, and their pages.
std::string pipeline_page(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes);

}  // namespace nacre::jobs::pipeline
