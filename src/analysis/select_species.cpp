#include "analysis/select_species.h"

#include <algorithm>

#include "core/elements.h"
#include "core/error.h"

namespace nacre {

std::vector<std::string> parse_species(const std::string& list) {
  std::vector<std::string> species;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    species.push_back(list.substr(begin, end - begin));
    if (atomic_number(species.back()) == 0)
      throw Error("unknown element '" + species.back() + "'").key("select").value(list).allowed("such as C or C,Na");
    begin = end + 1;
  }
  return species;
}

Atoms select_species(const Atoms& atoms, const std::vector<std::string>& selected) {
  Atoms out;
  std::string known;
  std::vector<int> type(atoms.species.size(), -1);
  for (std::size_t t = 0; t < atoms.species.size(); ++t) {
    known += (known.empty() ? "" : " ") + atoms.species[t];
    if (!selected.empty() && std::find(selected.begin(), selected.end(), atoms.species[t]) == selected.end()) continue;
    type[t] = static_cast<int>(out.species.size());
    out.species.push_back(atoms.species[t]);
  }
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    if (type[atoms.type[i]] < 0) continue;
    out.position.push_back(atoms.position[i]);
    out.type.push_back(type[atoms.type[i]]);
  }
  if (out.position.empty())
    throw Error("the selection is empty").key("select").allowed("species of the file: " + known);
  out.velocity.assign(out.position.size(), Vec3{});
  out.mass.assign(out.position.size(), 1);
  return out;
}

}  // namespace nacre
