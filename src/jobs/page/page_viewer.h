// --viewer: a user's 3Dmol.js in the page, which turns the structure.
#pragma once
#include <string>

#include "jobs/job.h"
#include "jobs/page/shown_structure.h"

namespace nacre::jobs {

inline constexpr std::size_t largest_viewer = 8'000'000;  ///< bytes of the script
inline constexpr std::size_t most_viewed_atoms = 20'000;  ///< of the structure

struct PageViewer {
  std::string file;

  void add_to(Options& table);
  /// The script; empty when none is wanted. Throws Error(bad_input) for a file that cannot be one.
  std::string read(const Surroundings& around) const;
};

/// Adds the picture and, with a script, the structure that can be turned.
void show_structure(const ShownStructure& shown, const std::string& beside, const std::string& viewer,
                    report::Page& page, report::PagePart& part);

}  // namespace nacre::jobs
