// Motion of atoms over a trajectory: mean squared displacement and velocity autocorrelation of every element and of all
// atoms, averaged over all time origins, and the diffusion coefficients that follow.
//   MSD_x(t) = < (u_x(t0 + t) - u_x(t0))^2 >,  MSD = MSD_x + MSD_y + MSD_z;   VACF_x(t) = < v_x(t0 + t) v_x(t0) >
//   < >: mean over the atoms of an element and all origins t0 of the trajectory
// u: path without jumps (displacement.h). D: diffusion.h. Units: Å, ps.
//
// Drift, when it is removed: of the centre of mass of all atoms, from paths and velocities.
//
// Errors. Every atom has a D of its own (its own average over origins); the standard error of their mean holds when
// atoms move independently of each other, and knows the correlation of one atom's windows. The trajectory is also cut
// into pieces of equal length, at least twice the window of the fit; the scatter of the pieces' D knows what atoms do
// together, but of few pieces it is itself rough: with two pieces it is known to a factor of two. The larger counts.
//
// Method: the trajectory is kept (24 bytes an atom and frame, twice that with velocities); one atom's series after
// another is correlated (series_correlation.h), in at most 64 parts of atoms whose sums are added in order: the same
// bits on any number of threads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/motion/diffusion.h"
#include "analysis/motion/displacement.h"
#include "analysis/selection.h"
#include "core/atoms.h"
#include "core/box.h"
#include "report/table.h"

namespace nacre {

struct MotionSettings {
  double longest_ps = 0;                    ///< longest lag; 0: half of the trajectory
  double fit_from_ps = -1, fit_to_ps = -1;  ///< negative: a tenth and four tenths of the longest lag
  int pieces = 10;                          ///< of the trajectory, for errors, at most
  bool remove_drift = false;
  Selection selection;  ///< of the first frame's atoms; they are followed through all frames
};

/// A diffusion coefficient (Å^2/ps).
struct DiffusionResult {
  double d = 0;
  Vec3 by_component;
  double atoms_error = -1, pieces_error = -1;  ///< negative: could not be made
  double error() const { return atoms_error > pieces_error ? atoms_error : pieces_error; }
};

struct MotionCurve {
  std::string species;  ///< empty: all atoms selected
  std::int64_t atoms = 0;
  std::vector<Vec3> msd, vacf;  ///< [lag]; vacf: Å^2/ps^2, empty when velocities are missing
  DiffusionResult einstein, green_kubo;
  Vec3 offset;          ///< of the fit (Å^2)
  double exponent = 0;  ///< growth of the MSD in the window
};

struct MotionResult {
  double spacing_ps = 0;
  std::int64_t frames = 0, lags = 0;
  FitWindow window;
  int pieces = 0;  ///< that the errors come from; 0: too few frames for two
  bool has_velocities = false, unwrapped_by_us = false, cell_changes = false;
  MotionSettings settings;
  std::vector<MotionCurve> curves;  ///< all atoms first, then elements in order of their names

  double time(std::int64_t lag) const { return static_cast<double>(lag) * spacing_ps; }
};

class Motion {
 public:
  explicit Motion(const MotionSettings& settings);

  /// A frame. `unwrapped`: positions without jumps where the file has them, else null. Velocities count when every
  /// frame has them. Throws Error(bad_input) when atoms are not those of the first frame.
  void add(const Atoms& atoms, const Box& box, const std::vector<Vec3>* unwrapped);
  std::int64_t frames() const { return static_cast<std::int64_t>(path_.size()); }
  /// `spacing_ps`: time between frames. Throws Error(bad_input) when there are too few frames for the window of the fit
  /// or the window is none.
  MotionResult result(double spacing_ps) const;

 private:
  void check_same(const Atoms& atoms, bool unwrapped) const;
  /// [atom] index in `names`, which it fills; -1: not selected
  std::vector<int> curve_of_atoms(std::vector<std::string>& names) const;

  MotionSettings settings_;
  Unwrap unwrap_{Unwrap::Given::wrapped};
  bool given_unwrapped_ = false, cell_changes_ = false;
  Box box_;
  std::vector<int> type_;
  std::vector<std::string> species_;
  std::vector<int> chosen_;                         ///< atoms of the selection
  std::vector<std::vector<Vec3>> path_, velocity_;  ///< [frame][atom]
};

/// Comment that states definitions, window, errors and units; columns t_ps, then MSD by component and whole of each
/// curve.
report::Table msd_table(const MotionResult& result);
/// The same for the VACF and its running integral, the Green-Kubo D(t).
report::Table vacf_table(const MotionResult& result);
/// Power spectrum of the VACF (THz) of each curve.
report::Table spectrum_table(const MotionResult& result);
/// MSD against time, both logarithmic, with the line of the fit over its window.
std::string msd_svg(const MotionResult& result);
/// VACF over its value at 0, the running D below it.
std::string vacf_svg(const MotionResult& result);

}  // namespace nacre
