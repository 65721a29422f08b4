#include "train/model/committee.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nacre::train {

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

std::vector<ForceSpread> Committee::spreads(std::vector<Frame>& frames) {
  std::vector<std::vector<std::vector<Vec3>>> forces(frames.size());  // [frame][member][atom]
  std::vector<BatchItem> items;
  for (const Frame& f : frames) items.push_back({&f.atoms, &f.box});
  std::vector<Evaluation> found;
  for (const auto& member : members_) {
    for (Frame& f : frames) f.atoms.use_species(member->species());
    member->compute(items, {}, found);
    for (std::size_t f = 0; f < frames.size(); ++f) forces[f].push_back(std::move(found[f].force));
  }
  std::vector<ForceSpread> spreads;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    spreads.push_back(force_spread(forces[f]));
    if (!std::isfinite(spreads.back().mean))
      throw StructureError(
          f, Error("the forces of the committee are not finite: are two atoms in one place?", Error::Kind::failed));
  }
  return spreads;
}

}  // namespace nacre::train
