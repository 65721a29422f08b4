// Watch: stops a run that has gone wrong, with the cause and the atom. Looked at after every step:
//   energy       potential energy finite
//   temperature  finite and below max(limit, 10 x target): no carbon or sodium simulation has business there, and an
//                integration that explodes passes it within a few steps, unless the thermostat hides it
//   positions    finite, and along an open direction no farther than 10 cell lengths outside the cell
//   cell, pressure, force on an atom, way of an atom in the next step, conserved energy: integrate/guards.h
#pragma once
#include "integrate/dynamics.h"
#include "integrate/guards.h"

namespace nacre::run {

class Watch {
 public:
  static constexpr double times_target = 10;
  static constexpr double cell_lengths = 10;

  /// The present cell is that of the start, until start_cell() says otherwise.
  Watch(const Dynamics& dynamics, bool momentum_conserved, const GuardLimits& limits = {});

  const GuardLimits& limits() const { return limits_; }
  const StartCell& start_cell() const { return start_; }
  void start_from(const Mat3& cell) { start_ = StartCell(cell); }

  /// Before the first step: energy and forces finite. Throws Error(failed) naming the atom and its nearest neighbour.
  void check_start(const Dynamics& dynamics) const;
  /// After a step. `target`: temperature of the ensemble (K), negative when there is none. Throws Error(failed);
  /// returns the kinetic energy (eV), which it has to add up anyway.
  double check_step(const Dynamics& dynamics, double target) const;
  /// The conserved energy: `energy` (eV) is its change since the start of the run, `bath` what left to
  /// baths since then, `t_fs` the time. Throws Error(failed).
  void check_energy(const Dynamics& dynamics, double energy, double bath, double t_fs) const;
  /// For a device that found an atom leaping in the step that it was doing. Throws Error(failed).
  [[noreturn]] void report_leap(const Dynamics& dynamics) const;

 private:
  void check_cell(const Dynamics& dynamics) const;

  double freedom_;
  GuardLimits limits_;
  StartCell start_;
};

}  // namespace nacre::run
