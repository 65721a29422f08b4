#include "jobs/missing_labels.h"

#include <fmt/format.h>

#include "io/extxyz_comment.h"
#include "io/unused_parts.h"
#include "train/data/differences.h"

namespace nacre::jobs {

void MissingLabels::note(Label& label, bool has, const std::vector<std::string>& others,
                         std::vector<std::string>& told) {
  if (has) return;
  ++label.without;
  for (const std::string& name : others) label.others.insert(name), told.push_back(to_lower(name));
}

void MissingLabels::add(const Frame& frame) {
  ++frames_;
  std::vector<std::string> told{"energy", "virial", "stress", "force", "forces"};  // another name replaces them
  told.insert(told.end(), train::related_keys.begin(), train::related_keys.end());
  const bool has_virial = frame.virial || frame.stress;
  note(energy_, frame.energy.has_value(), other_keys(frame, "energy"), told);
  note(force_, !frame.force.empty(), other_force_columns(frame), told);
  note(virial_, has_virial, other_keys(frame, "virial"), told);
  note(stress_, has_virial, other_keys(frame, "stress"), told);
  if (unused_.empty()) unused_ = unused_parts(frame, told);
}

std::vector<std::string> MissingLabels::lines() const {
  std::vector<std::string> lines;
  for (const Label* l : {&energy_, &force_, &virial_, &stress_})
    if (!l->others.empty())
      lines.push_back(fmt::format("note: {}: {} of {} frames have no `{}`, but `{}`; {} {} compares with it", file_,
                                  l->without, frames_, l->name, *l->others.begin(), l->option, *l->others.begin()));
  if (!unused_.empty()) lines.push_back(fmt::format("note: {}: not used: {}", file_, unused_));
  return lines;
}

}  // namespace nacre::jobs
