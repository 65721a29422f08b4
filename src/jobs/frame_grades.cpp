#include "jobs/frame_grades.h"

#include <fmt/format.h>

#include <algorithm>

#include "device/parallel.h"
#include "force/batch.h"

namespace nacre::jobs {

FrameGrades::FrameGrades(const std::string& potential, const std::string& active_set)
    : model_(read_nep(potential)), set_(read_active_set(active_set, model_)) {}

std::vector<std::vector<double>> FrameGrades::of(const std::vector<Frame>& frames) const {
  std::vector<std::vector<double>> all(frames.size());
  parallel_for(
      static_cast<std::ptrdiff_t>(frames.size()),
      [&](std::ptrdiff_t f) {
        try {
          all[f] = extrapolation_grades(model_, set_, frames[f].atoms, frames[f].box);
        } catch (const Error& e) {
          throw StructureError(f, e);
        }
      },
      1);
  return all;
}

void GradeSummary::add(const std::vector<double>& grades) {
  const double here = largest_grade(grades);
  frames.push_back({{"frame", static_cast<std::int64_t>(frames.size() + 1)}, {"max_grade", here}});
  largest = std::max(largest, here);
  above += here > 1 + 1e-3;  // what MaxVol leaves open
}

std::string GradeSummary::line() const {
  return fmt::format("extrapolation grade: largest {:.4g}, above 1 in {} of {} frames", largest, above, frames.size());
}

}  // namespace nacre::jobs
