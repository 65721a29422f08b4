// Extrapolation grades (force/nep_grade.h) of the frames of a file.
#pragma once
#include <string>
#include <vector>

#include "force/nep_grade.h"
#include "io/extxyz.h"
#include "report/summary.h"

namespace nacre::jobs {

class FrameGrades {
 public:
  /// The NEP and its active set, as paths that can be opened.
  FrameGrades(const std::string& potential, const std::string& active_set);
  /// [frame][atom]; types index the model's species. Frames are shared out among the threads. Throws StructureError.
  std::vector<std::vector<double>> of(const std::vector<Frame>& frames) const;

 private:
  NepModel model_;
  ActiveSet set_;
};

/// What is said of all frames together.
struct GradeSummary {
  std::vector<report::Summary::Map> frames;
  double largest = 0;
  std::size_t above = 0;  ///< frames with an atom above 1
  void add(const std::vector<double>& grades);
  std::string line() const;
};

}  // namespace nacre::jobs
