// One `minimize` of a deck: relaxes a copy of the atoms, says how it goes, writes frames, and puts the result in the
// place of the atoms. Until then nothing is changed, so that a minimisation that is interrupted can begin again.
#pragma once
#include <cstdint>
#include <string>

#include "minimize/relax.h"
#include "run/output_files.h"
#include "run/progress.h"
#include "run/simulation.h"

namespace nacre::app {

struct MinimizeReport {
  long line = 0;
  std::string method;
  RelaxReason reason = RelaxReason::interrupted;
  std::int64_t steps = 0, calls = 0;
  double energy_eV = 0, enthalpy_eV = 0, max_force_eV_per_A = 0, stress_error_GPa = 0, seconds = 0;
};

class Minimization {
 public:
  Minimization(const Deck& deck, const Command& command, Simulation& simulation, OutputFiles& files,
               Progress& progress);

  /// `fixed`: 1 for atoms that stay; empty: none. Throws Error(failed) when there is no way down (numbers that are not
  /// finite, a cell that runs away).
  MinimizeReport go(const std::vector<char>& fixed);

 private:
  RelaxOptions options();
  RelaxResult relax_copy(const std::vector<char>& fixed);
  void look(const RelaxStep& step);
  void write_frame(const RelaxStep& step);
  void take_over(const RelaxResult& result);
  void report_failure(const RelaxResult& result);
  MinimizeReport report(const RelaxResult& result) const;

  const Deck& deck_;
  const Command& command_;
  const Minimize& minimize_;
  Simulation& simulation_;
  OutputFiles& files_;
  Progress& progress_;
  Atoms atoms_;
  Box box_;
  double begin_seconds_, told_seconds_;
  std::int64_t told_tenth_ = 0, written_step_ = -1;
};

}  // namespace nacre::app
