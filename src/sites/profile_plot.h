// Pictures of a run by site type.
//   profile.svg    voltage against N and capacity, a point coloured by the type of its atom, the smoothed line, stages
//                  shaded; below it how many atoms of each type there are up to N
//   structure.svg  spacing of layers, distance of nearest guests and their coordination along the run
// A row of several atoms (mode random) has the colour of their type, or grey when they are of more than one.
#pragma once
#include <string>
#include <vector>

#include "sites/stages.h"

namespace nacre::sites {

/// `labels`: of the guests.
std::string profile_plot(const InsertionRun& run, const std::vector<SiteRow>& guests,
                         const std::vector<SiteLabel>& labels, const VoltageStages& stages);
std::string structure_plot(const InsertionRun& run, const RunSites& sites, const VoltageStages& stages);

}  // namespace nacre::sites
