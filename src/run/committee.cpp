#include "run/committee.h"

#include <fmt/format.h>

#include <algorithm>

namespace nacre::run {

namespace {
std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

void expect_same_elements(const Force& first, const Force& other) {
  const std::vector<std::string> wanted = sorted(first.species()), found = sorted(other.species());
  if (found != wanted)
    throw Error("a potential of the committee knows other elements")
        .key("potential")
        .value(fmt::format("{}", fmt::join(found, " ")))
        .allowed(fmt::format("{}", fmt::join(wanted, " ")));
}
}  // namespace

Committee::Committee(const std::vector<std::string>& potentials) {
  for (const std::string& path : potentials) members_.push_back(make_force(path, Precision::single));
  for (const auto& member : members_) expect_same_elements(*members_.front(), *member);
}

Evaluation Committee::evaluate(std::size_t member, const System& system) const {
  Force& force = *members_.at(member);
  Atoms atoms = system.atoms.clone();
  atoms.use_species(force.species());
  force.reset();
  Evaluation found;
  force.compute(atoms, system.box, {}, found);
  return found;
}

}  // namespace nacre::run
