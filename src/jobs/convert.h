// nacre convert: structures and labelled frames from one format into another (src/io/formats).
#pragma once
#include <string>

#include "io/formats/format.h"
#include "jobs/job.h"

namespace nacre::jobs {

struct Convert : Job {
  std::string input, output;
  std::string from, to;  ///< names of formats; empty: what the first bytes and the name of the output say
  std::string frame;     ///< "last", or a number from 1; empty: all
  formats::Choices choices;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
