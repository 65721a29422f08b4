// What Motion (motion.h) adds up: correlations of every atom's path and velocity over all lags, and over the pieces of
// the trajectory that the errors come from.
#pragma once
#include <cstdint>
#include <vector>

#include "analysis/motion/motion.h"

namespace nacre {

/// Lags, window and pieces of a trajectory.
struct MotionPlan {
  /// Throws Error(bad_input) when the window of the fit is none or the longest lag is longer than the trajectory.
  MotionPlan(const MotionSettings& settings, std::int64_t frames, double spacing);

  std::int64_t frames, lags, piece_frames = 0;
  FitWindow window;
  int pieces = 0;

 private:
  void check_window(double spacing) const;
};

/// Sums over the atoms of one curve; of one atom: its means over origins.
struct CurveSums {
  std::vector<Vec3> msd, vacf;                           ///< [lag]
  std::vector<std::vector<Vec3>> piece_msd, piece_vacf;  ///< [piece][lag up to the end of the window]

  CurveSums() = default;
  CurveSums(const MotionPlan& plan, bool velocities);
  void add(const CurveSums& other);
  void scale(double factor);
};

/// D of one atom, by component, from both curves.
struct AtomDiffusion {
  Vec3 einstein, green_kubo;
};

struct MotionSums {
  std::vector<CurveSums> curve;     ///< [curve]
  std::vector<AtomDiffusion> atom;  ///< [atom]
};

using FrameVectors = std::vector<std::vector<Vec3>>;  ///< [frame][atom]

/// `velocity`: empty when there are none; `curve`: [atom] -1 for atoms that are left out.
MotionSums motion_sums(const MotionPlan& plan, const FrameVectors& path, const FrameVectors& velocity,
                       const std::vector<int>& curve, int curves, double spacing);

}  // namespace nacre
