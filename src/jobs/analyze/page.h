// The page of nacre analyze all, which compare makes of every structure too.
#pragma once
#include "jobs/analyze/parts.h"

namespace nacre::jobs::analyze {

/// Sections: cell, then one for each part. Files have their plain names. `published` stands beside what is found.
report::Report make_page(const FrameOptions& frames, const PartOptions& parts, const report::PublishedTable& published,
                         const Surroundings& around);

/// All files that nacre analyze all may write into its folder: those of the parts, page.txt, summary.yaml.
const std::vector<std::string>& page_file_names();

}  // namespace nacre::jobs::analyze
