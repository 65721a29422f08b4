// nacre convert deck: a deck as the input of another program. Nothing is run.
#pragma once
#include <string>

#include "jobs/job.h"

namespace nacre::jobs {

struct ConvertDeck : Job {
  std::string where = ".";  ///< folder with run.in, or the file itself
  std::string to;           ///< "lammps"
  std::string output;       ///< folder; empty: beside the deck's, with -lammps

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;

 private:
  std::string folder(const Surroundings& around) const;
};

}  // namespace nacre::jobs
