#include "train/committee.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nacre::train {

ForceSpread force_spread(const std::vector<std::vector<Vec3>>& forces) {
  ForceSpread out;
  const double members = static_cast<double>(forces.size());
  out.atom.resize(forces[0].size());
  for (std::size_t i = 0; i < out.atom.size(); ++i) {
    // Differences to the first member, so that equal members give 0 exactly.
    Vec3 mean;
    for (const auto& f : forces) mean += f[i] - forces[0][i];
    mean *= 1 / members;
    double sum = 0;
    for (const auto& f : forces) {
      const Vec3 d = f[i] - forces[0][i] - mean;
      sum += dot(d, d);
    }
    out.atom[i] = std::sqrt(sum / members);
    out.largest = std::max(out.largest, out.atom[i]);
    out.mean += out.atom[i];
  }
  if (!out.atom.empty()) out.mean /= static_cast<double>(out.atom.size());
  return out;
}

Committee::Committee(const std::vector<std::string>& files, const std::vector<std::string>& species, const Open& open) {
  std::vector<std::string> wanted = species;
  std::sort(wanted.begin(), wanted.end());
  for (const std::string& file : files) {
    members_.push_back(open(file));
    std::vector<std::string> found = members_.back()->species();
    std::sort(found.begin(), found.end());
    if (found != wanted)
      throw Error("this member of the committee knows other elements")
          .file(file)
          .key("--committee")
          .value(fmt::format("{}", fmt::join(members_.back()->species(), " ")))
          .allowed(fmt::format("{}", fmt::join(species, " ")));
  }
}

ForceSpread Committee::spread(Atoms& atoms, const Box& box) {
  std::vector<std::vector<Vec3>> forces;
  Evaluation found;
  for (const auto& member : members_) {
    atoms.use_species(member->species());
    member->reset();
    member->compute(atoms, box, {}, found);
    forces.push_back(found.force);
  }
  ForceSpread spread = force_spread(forces);
  if (!std::isfinite(spread.mean))
    throw Error("the forces of the committee are not finite: are two atoms in one place?", Error::Kind::failed);
  return spread;
}

}  // namespace nacre::train
