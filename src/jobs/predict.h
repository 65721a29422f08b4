// nacre predict: energy, forces and virial of every frame of a file.
#pragma once
#include <string>
#include <vector>

#include "io/extxyz.h"
#include "jobs/job.h"

namespace nacre::jobs {

struct Predict : Job {
  std::string potential, input;
  std::string output;  ///< frames with what was found; empty: none
  std::string files;   ///< folder for columns and parity plots; empty: none
  std::vector<std::string> committee;
  std::string active;  ///< active set of the potential: extrapolation grades; empty: none
  bool full_precision = false;
  ExtxyzLabels labels;     ///< names of the labels to compare with
  bool reference = false;  ///< energies are compared less one energy an element, fitted to the file

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  /// Double precision is the CPU's: a GPU is not looked for, and one that was asked for is refused.
  std::optional<Error> why_no_gpu() const override;
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
