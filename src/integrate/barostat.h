// Barostats: parts that strain the cell in the middle of the drift of velocity Verlet. Each step
//   h -> h mu,  r -> r mu,  mu = exp(eps),  eps symmetric (log strain of this step), rows of h = lattice vectors
// Berendsen (10.1063/1.448118):
//   eps_ij = b_ij (P - P_0)_ij,   b_ij = 1 / (3 C_ij n)
// Stochastic cell rescaling (Bernetti, Bussi 10.1063/5.0020514; anisotropic: Del Tatto et al. 10.3390/app12031139):
//   eps_ij = b_ij (P - P_0)_ij + sqrt((1 + delta_ij) k_B T b_ij / V) xi_ij,   and v -> v mu^-1
// isotropic: P, eps and the noise are replaced by a third of their traces, one number xi.
// Open directions are left alone: where an open lattice vector points along x, y or z, eps has no component there, and
// the isotropic mean is that of the others.
//   P  pressure with its kinetic part (eV/Å^3)   P_0  target        C_ij  elastic constant, rough
//   n  coupling time in steps                    V    volume (Å^3)  xi    standard normals
// Derivation and sampled distribution: docs/physics/barostats.md.
#pragma once
#include "integrate/barostat_math.h"
#include "integrate/dynamics.h"

namespace nacre {

/// What the user asked for, and where it stands, for messages.
struct PressureCoupling : PressureRule {
  Words line;
};

/// Reads the P part of "ensemble npt_*" from word `first` on: 3 numbers (isotropic), 7 (orthogonal) or 13 (triclinic);
/// GPa and steps. An elastic constant above 2000 GPa freezes its component. Throws Error.
PressureCoupling read_pressure_coupling(const Words& line, std::size_t first, PressureCoupling::Method method);

/// Can pressure control strain this cell? Throws Error with the place of `line` when not.
void check_strained_cell(const Box& box, const Words& line);

class Barostat {
 public:
  explicit Barostat(PressureCoupling coupling) : coupling_(std::move(coupling)) {}

  /// At the start of a run. Throws Error when the cell does not fit.
  void start(const Dynamics& dynamics);
  /// Chooses this step's strain from the state at its start. kt: k_B T of the target, eV.
  /// Throws Error(failed) when the strain of one step is so large that the coupling must be wrong.
  void choose_strain(const Dynamics& dynamics, double kt);
  /// Strains cell, positions and (stochastic) velocities.
  void strain_cell(Dynamics& dynamics) const;
  /// After the step's force: the work on the piston, by the trapezoid rule over the step.
  void count_work(const Dynamics& dynamics);

  /// Work done by the system on the piston since the start of the run (eV), V P : eps summed over the steps.
  double bath_energy() const { return work_; }
  /// False unless three pressures are asked for.
  bool grow(const CellGrowth& growth);
  const PressureRule& rule() const { return coupling_; }
  /// What choose_strain() throws.
  Error too_much_strain() const;
  void save(Record& record) const;
  void load(const Record& record);

 private:
  Mat3 conjugate(const Dynamics& dynamics) const;

  PressureCoupling coupling_;
  double work_ = 0;
  // Within one step only.
  Mat3 strain_, conjugate_before_;
};

}  // namespace nacre
