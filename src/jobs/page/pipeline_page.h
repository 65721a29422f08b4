// The page of HTML of a whole pipeline: a part for each stage, with its figures and tables and its own page where it has
// one.
#pragma once
#include <optional>
#include <string>

#include "jobs/page/live_page.h"
#include "jobs/pipeline/chain.h"

namespace nacre::jobs::pipeline {

/// `chain`, which is there before the first page is written, and `pipeline` must outlive it. `viewer`: the script of --viewer, or empty.
PageSource pipeline_html(const Pipeline& pipeline, const std::optional<Chain>& chain, const std::string& viewer);

}  // namespace nacre::jobs::pipeline
