// One `minimize` of a deck: relaxes a copy of the atoms, tells how it goes, writes frames, and puts the result in the
// place of the atoms. Until then nothing is changed, so that a minimisation that is interrupted can begin again.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "minimize/relax.h"
#include "run/calls.h"
#include "run/output_files.h"
#include "run/reports.h"
#include "run/simulation.h"

namespace nacre::run {

class Minimization {
 public:
  /// `stop`: true when the minimisation is to be left; `on_step`: may be empty.
  Minimization(const Command& command, const GuardLimits& guard, Simulation& simulation, OutputFiles& files,
               std::function<bool()> stop, std::function<void(const MinimizeStatus&)> on_step);

  /// `fixed`: 1 for atoms that stay; empty: none. Throws Error(failed) when there is no way down (numbers that are not
  /// finite, a cell that runs away).
  MinimizeReport go(const std::vector<char>& fixed);

 private:
  RelaxOptions options();
  void look(const RelaxStep& step);
  void write_frame(const RelaxStep& step);
  void take_over(const RelaxResult& result);
  void report_failure(const RelaxResult& result);
  MinimizeReport report(const RelaxResult& result) const;

  const Command& command_;
  const Minimize& minimize_;
  GuardLimits guard_;
  Simulation& simulation_;
  OutputFiles& files_;
  std::function<bool()> stop_;
  std::function<void(const MinimizeStatus&)> on_step_;
  Atoms atoms_;
  Box box_;
  double begin_seconds_;
  std::int64_t written_step_ = -1;
};

}  // namespace nacre::run
