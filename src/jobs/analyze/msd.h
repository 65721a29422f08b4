// nacre analyze msd: mean squared displacement, velocity autocorrelation and diffusion coefficients of every element.
#pragma once
#include "analysis/motion/motion.h"
#include "jobs/analyze/frames.h"

namespace nacre::jobs::analyze {

struct MsdJob : Job {
  FrameOptions input;
  MotionSettings settings;
  double time_step_fs = 0;  ///< 0: read from the frames
  std::int64_t skip = 0;
  std::string figure, vacf, vacf_figure, spectrum;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;

 private:
  MotionResult read_motion(const Surroundings& around) const;
};

}  // namespace nacre::jobs::analyze
