#include "build/crystal.h"

#include <cmath>

#include "build/replicate.h"
#include "build/sheet.h"
#include "build/species.h"
#include "core/error.h"
#include "core/printable.h"
#include "core/random.h"

namespace nacre {

namespace {
enum class Cell { hexagonal, layer, cubic };

struct Entry {
  std::string name, element;
  Cell cell;
  double a, c;              ///< Å; c unused in cubic cells
  std::vector<Vec3> basis;  ///< fractional
};

const std::vector<Entry>& table() {
  static const std::vector<Entry> entries = {
      {"graphite",
       "C",
       Cell::hexagonal,
       graphene_a,
       6.708,
       {{0, 0, 0.25}, {1.0 / 3, 2.0 / 3, 0.25}, {0, 0, 0.75}, {2.0 / 3, 1.0 / 3, 0.75}}},
      {"graphene", "C", Cell::layer, graphene_a, default_sheet_vacuum, {{0, 0, 0.5}, {1.0 / 3, 2.0 / 3, 0.5}}},
      {"diamond",
       "C",
       Cell::cubic,
       3.567,
       0,
       {{0, 0, 0},
        {0, 0.5, 0.5},
        {0.5, 0, 0.5},
        {0.5, 0.5, 0},
        {0.25, 0.25, 0.25},
        {0.25, 0.75, 0.75},
        {0.75, 0.25, 0.75},
        {0.75, 0.75, 0.25}}},
      {"bcc", "Na", Cell::cubic, 4.2906, 0, {{0, 0, 0}, {0.5, 0.5, 0.5}}},
  };
  return entries;
}

const Entry& find_entry(const std::string& name) {
  for (const Entry& entry : table())
    if (entry.name == name) return entry;
  const auto known = known_crystals();
  std::string allowed;
  for (const auto& k : known) allowed += (allowed.empty() ? "" : " | ") + k;
  throw Error("unknown crystal").key("crystal").value(name).allowed(allowed).nearest(nearest_word(name, known));
}

double length(const std::optional<double>& given, double usual, const char* key) {
  const double v = given.value_or(usual);
  if (!(v > 0) || !std::isfinite(v)) throw Error("out of range").key(key).value(number_text(v)).allowed("> 0 (A)");
  return v;
}

Box make_box(const Entry& entry, const Crystal& request) {
  const double a = length(request.a, entry.a, "a");
  if (entry.cell == Cell::cubic) {
    if (request.c) throw Error("a cubic crystal has no lattice constant c").key("c").value(number_text(*request.c));
    return Box({{{a, 0, 0}, {0, a, 0}, {0, 0, a}}});
  }
  const double c = length(request.c, entry.c, "c");
  return Box({{{a, 0, 0}, {-a / 2, a * std::sqrt(3.0) / 2, 0}, {0, 0, c}}}, {true, true, entry.cell != Cell::layer});
}
}  // namespace

std::vector<std::string> known_crystals() {
  std::vector<std::string> names;
  for (const Entry& entry : table()) names.push_back(entry.name);
  return names;
}

void rattle(Atoms& atoms, double sigma, std::uint64_t seed) {
  if (!(sigma >= 0) || !std::isfinite(sigma))
    throw Error("out of range").key("rattle").value(number_text(sigma)).allowed(">= 0 (A)");
  if (sigma == 0) return;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const auto g = random_normal(seed, 0, i, Purpose::rattle);
    atoms.position[i] += sigma * Vec3{g[0], g[1], g[2]};
  }
}

Structure crystal(const Crystal& request) {
  const Entry& entry = find_entry(request.name);
  const Box box = make_box(entry, request);
  Atoms cell;
  cell.resize(entry.basis.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    cell.position[i] = box.cartesian(entry.basis[i]);
    set_species(cell, i, request.element.empty() ? entry.element : request.element);
  }
  Structure out = replicate(cell, box, request.repeat[0], request.repeat[1], request.repeat[2]);
  rattle(out.atoms, request.rattle, request.seed);
  return out;
}

}  // namespace nacre
