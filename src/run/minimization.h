// One `minimize` of a deck: relaxes a copy of the atoms, tells how it goes, writes frames, and puts the result in the
// place of the atoms. Until then nothing is changed, so that a minimisation that is interrupted can begin again.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
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

/// compute_cohesive or compute_elastic: atoms relaxed in strained cells, r -> r F, h -> h F. The simulation stays as it is.
///   E(F)     energy                                                eV, file cohesive.out
///   C_ij = d sigma_i / d epsilon_j, sigma = -W / V, by central differences; Voigt: xx yy zz yz zx xy, epsilon_4 = 2 S_yz
/// Of a cell under stress C holds terms of the stress: relax it first.
class StrainedCells {
 public:
  StrainedCells(const Command& command, const GuardLimits& guard, std::vector<char> fixed, Simulation& simulation,
                std::function<bool()> stop);
  /// False when it was left because of `stop`; nothing is written then. Throws Error(failed) when atoms find no rest.
  bool go(OutputFiles& files);

 private:
  struct Relaxed {
    double energy;  ///< eV
    Mat3 stress;    ///< -W / V, eV/Å^3
  };
  std::optional<Relaxed> relaxed(const Mat3& deformation);
  std::optional<std::string> cohesive();
  std::optional<std::string> elastic();

  const Command& command_;
  const CellCompute& compute_;
  Simulation& simulation_;
  std::vector<char> fixed_;
  RelaxOptions options_;
};

}  // namespace nacre::run
