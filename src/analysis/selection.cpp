#include "analysis/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/elements.h"
#include "core/error.h"
#include "io/words.h"

namespace nacre {

namespace {
std::vector<std::string> split(const std::string& text, char between) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(between, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Error wrong_group(const std::string& text) {
  return Error("not a group").key("group").value(text).allowed("METHOD:LABEL[,LABEL...], such as 0:1 or 0:1,2");
}

Error wrong_slab(const std::string& text) {
  return Error("not a slab")
      .key("slab")
      .value(text)
      .allowed("AXIS=LOW:HIGH, AXIS a, b or c, LOW < HIGH fractional or both in A, such as c=0.2:0.5 or c=2A:8A");
}

}  // namespace

std::vector<std::string> parse_species(const std::string& list, const std::string& key) {
  std::vector<std::string> species;
  if (list.empty()) return species;
  for (const std::string& symbol : split(list, ',')) {
    if (atomic_number(symbol) == 0)
      throw Error("unknown element '" + symbol + "'").key(key).value(list).allowed("such as C or C,Na");
    species.push_back(symbol);
  }
  return species;
}

Selection::Selection(const std::string& species, const std::string& group, const std::vector<std::string>& slabs)
    : species_(parse_species(species)) {
  if (!group.empty()) parse_group(group);
  for (const std::string& slab : slabs) slabs_.push_back(parse_slab(slab));
  if (all()) return;
  text_ = species;
  if (!group.empty()) text_ += (text_.empty() ? "group " : ", group ") + group;
  for (const std::string& slab : slabs) text_ += (text_.empty() ? "slab " : ", slab ") + slab;
}

void Selection::parse_group(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) throw wrong_group(text);
  constexpr int most = std::numeric_limits<int>::max() - 1;
  try {
    method_ = static_cast<int>(to_integer(text.substr(0, colon), "group", 0, most));
    for (const std::string& label : split(text.substr(colon + 1), ','))
      labels_.push_back(static_cast<int>(to_integer(label, "group", 0, most)));
  } catch (const Error&) {
    throw wrong_group(text);
  }
}

Selection::Slab Selection::parse_slab(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (text.size() < 2 || text[1] != '=' || text[0] < 'a' || text[0] > 'c' || colon == std::string::npos)
    throw wrong_slab(text);
  std::string low = text.substr(2, colon - 2), high = text.substr(colon + 1);
  Slab slab;
  slab.axis = text[0] - 'a';
  slab.angstrom = !low.empty() && low.back() == 'A';
  if (slab.angstrom != (!high.empty() && high.back() == 'A')) throw wrong_slab(text);
  if (slab.angstrom) low.pop_back(), high.pop_back();
  try {
    slab.low = to_real(low, "slab"), slab.high = to_real(high, "slab");
  } catch (const Error&) {
    throw wrong_slab(text);
  }
  if (!(slab.low < slab.high)) throw wrong_slab(text);
  return slab;
}

namespace {
/// s modulo 1, in [0, 1): -1e-17, whose remainder rounds to 1, is 0.
double into_cell(double s) {
  s -= std::floor(s);
  return s < 1 ? s : 0;
}
}  // namespace

bool Selection::Slab::holds(Vec3 fractional, const Box& box) const {
  const double unit = angstrom ? 1 / box.thickness(axis) : 1, from = low * unit, width = (high - low) * unit;
  if (!box.is_periodic(axis)) return fractional[axis] >= from && fractional[axis] - from < width;
  return into_cell(into_cell(fractional[axis]) - from) < width;
}

bool Selection::holds(const Atoms& atoms, const Box& box, std::size_t i) const {
  const auto among = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  if (!among(species_, atoms.species[atoms.type[i]])) return false;
  if (!labels_.empty() && !among(labels_, atoms.group[method_][i])) return false;
  const Vec3 s = slabs_.empty() ? Vec3{} : box.fractional(atoms.position[i]);
  return std::all_of(slabs_.begin(), slabs_.end(), [&](const Slab& slab) { return slab.holds(s, box); });
}

std::vector<int> Selection::atoms(const Atoms& atoms, const Box& box) const {
  if (!labels_.empty() && method_ >= static_cast<int>(atoms.group.size()))
    throw Error("the structure has no such group column")
        .key("group")
        .value(std::to_string(method_))
        .allowed(atoms.group.empty() ? "none here: no column group"
                                     : "methods 0 to " + std::to_string(atoms.group.size() - 1));
  std::vector<int> chosen;
  for (std::size_t i = 0; i < atoms.size(); ++i)
    if (holds(atoms, box, i)) chosen.push_back(static_cast<int>(i));
  if (chosen.empty())
    throw Error("the selection is empty")
        .key(!slabs_.empty()    ? "slab"
             : !labels_.empty() ? "group"
                                : "select")
        .value(text_)
        .allowed(fmt::format("what holds an atom; species of the file: {}", fmt::join(atoms.species, " ")));
  return chosen;
}

std::vector<int> atoms_of_species(const Atoms& atoms, const std::string& species) {
  std::vector<int> index;
  for (std::size_t i = 0; i < atoms.size(); ++i)
    if (atoms.species[atoms.type[i]] == species) index.push_back(static_cast<int>(i));
  return index;
}

Atoms take_atoms(const Atoms& atoms, const std::vector<int>& indices) {
  Atoms out;
  out.has_velocity = atoms.has_velocity;
  out.group.resize(atoms.group.size());
  out.resize(indices.size());
  std::vector<int> type(atoms.species.size(), -1);
  for (const int i : indices) type[atoms.type[i]] = 0;
  for (std::size_t t = 0; t < type.size(); ++t)
    if (type[t] == 0) {
      type[t] = static_cast<int>(out.species.size());
      out.species.push_back(atoms.species[t]);
    }
  for (std::size_t k = 0; k < indices.size(); ++k) {
    const int i = indices[k];
    out.position[k] = atoms.position[i], out.velocity[k] = atoms.velocity[i], out.mass[k] = atoms.mass[i];
    out.type[k] = type[atoms.type[i]];
    for (std::size_t m = 0; m < out.group.size(); ++m) out.group[m][k] = atoms.group[m][i];
  }
  return out;
}

}  // namespace nacre
