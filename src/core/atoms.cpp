#include "core/atoms.h"

#include <algorithm>
#include <cassert>

#include "core/error.h"

namespace nacre {

void Atoms::resize(std::size_t n) {
  position.resize(n);
  velocity.resize(n);
  mass.resize(n, 1.0);
  type.resize(n, 0);
  for (auto& labels : group) labels.resize(n, 0);
  assert(size() == n);
}

Atoms Atoms::clone() const { return Atoms(*this); }

void Atoms::use_species(const std::vector<std::string>& order) {
  std::string allowed;
  for (const auto& s : order) allowed += (allowed.empty() ? "" : " ") + s;
  std::vector<int> new_type(species.size(), -1);
  for (std::size_t t = 0; t < species.size(); ++t) {
    const auto found = std::find(order.begin(), order.end(), species[t]);
    if (found != order.end()) new_type[t] = static_cast<int>(found - order.begin());
  }
  assert(type.size() == size());
  for (const int t : type) {
    assert(t >= 0 && t < static_cast<int>(new_type.size()));
    if (new_type[t] < 0)
      throw Error("the potential does not know this element").key("species").value(species[t]).allowed(allowed);
  }
  for (int& t : type) t = new_type[t];
  species = order;
}

}  // namespace nacre
