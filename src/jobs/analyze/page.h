// The page of nacre analyze all, which compare makes of every structure too.
#pragma once
#include <optional>

#include "jobs/analyze/parts.h"
#include "jobs/page/shown_structure.h"
#include "report/page.h"

namespace nacre::jobs::analyze {

/// What a page of HTML shows beside: the first structure, and a part for each section.
struct PageParts {
  std::optional<ShownStructure> first;
  std::vector<report::PagePart> parts;
};

/// Sections: cell, then one for each part. Files have their plain names. `published` stands beside what is found. `shown`
/// is filled unless it is null.
report::Report make_page(const FrameOptions& frames, const PartOptions& parts, const report::PublishedTable& published,
                         const Surroundings& around, PageParts* shown = nullptr);

/// All files that nacre analyze all may write into its folder: those of the parts, page.txt, index.html, summary.yaml.
const std::vector<std::string>& page_file_names();

}  // namespace nacre::jobs::analyze
