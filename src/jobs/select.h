// nacre select: frames worth labelling, where a committee disagrees or a potential extrapolates, and far from each other
// in descriptor space.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jobs/job.h"

namespace nacre::jobs {

struct Select : Job {
  std::string input, potential;
  std::string known;   ///< frames that count as chosen already; empty: none
  std::string output;  ///< select.csv and select.svg are put beside it
  std::vector<std::string> committee;
  std::string active;        ///< active set of the potential: grades in place of a committee; empty: none
  std::vector<double> band;  ///< lowest and highest force spread, eV/Å, or grade
  std::size_t number = 0;
  bool at_most = false;  ///< fewer, or none, where the band holds no more
  std::optional<std::uint64_t> seed;

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
