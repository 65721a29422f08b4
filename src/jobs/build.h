// nacre build: structures to start from.
#pragma once
#include <string>
#include <vector>

#include "build/crystal.h"
#include "build/random_structure.h"
#include "jobs/job.h"

namespace nacre::jobs {

struct BuildRandom : Job {
  RandomStructure request;
  std::vector<double> box;  ///< Å: the edge of a cube, or three edges
  double density = 0;       ///< g/cm3; 0: not given
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

struct BuildCrystal : Job {
  Crystal request;
  std::vector<int> repeat{1, 1, 1};
  std::string output;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
