// Watch: stops a run that has gone wrong, with the cause and the atom. Looked at after every step:
//   energy       potential energy finite
//   temperature  finite and below max(1e5 K, 10 x target): no carbon or sodium simulation has business there, and an
//                integration that explodes passes it within a few steps
//   positions    finite, and along an open direction no farther than 10 cell lengths outside the cell
#pragma once
#include "integrate/dynamics.h"

namespace nacre::run {

class Watch {
 public:
  static constexpr double hottest_K = 1e5;
  static constexpr double times_target = 10;
  static constexpr double cell_lengths = 10;

  Watch(const Dynamics& dynamics, bool momentum_conserved);

  /// Before the first step: energy and forces finite. Throws Error(failed) naming the atom and its nearest neighbour.
  void check_start(const Dynamics& dynamics) const;
  /// After a step. `target`: temperature of the ensemble (K), negative when there is none. Throws Error(failed);
  /// returns the kinetic energy (eV), which it has to add up anyway.
  double check_step(const Dynamics& dynamics, double target) const;

 private:
  double freedom_;
};

}  // namespace nacre::run
