#include "build/metal_layers.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "build/species.h"
#include "core/printable.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
constexpr int most_layers = 1000;
constexpr double longest_cell = 300;  // Å
constexpr double no_strain = 1e-9;    // of what is commensurate by construction

/// A centred rectangle of two atoms; layer k is shifted by k times `shift`, a fraction of the edges.
struct Film {
  double u, v;  ///< Å, edges
  Vec3 shift;
  double separation;  ///< Å, of planes
  double limit;       ///< of the strain
};

/// Absent: no metal of the table.
const AlkaliMetal* known_metal(const std::string& symbol) {
  const auto& all = alkali_metals();
  const auto found = std::find_if(all.begin(), all.end(), [&](const AlkaliMetal& m) { return m.symbol == symbol; });
  return found == all.end() ? nullptr : &*found;
}

double of_metal(const MetalLayers& r, const std::optional<double>& given, double AlkaliMetal::*value, const char* key) {
  if (given) return *given;
  if (const AlkaliMetal* metal = known_metal(r.metal)) return metal->*value;
  throw Error("this is not known of the metal and must be given").key(key).value(r.metal).allowed("A");
}

std::string film_name(const MetalLayers& r) {
  if (r.film == "auto") return r.count == 1 ? "registry" : "bcc";
  return r.film;
}

Film film_of(const MetalLayers& r) {
  using std::numbers::sqrt2, std::numbers::sqrt3;
  const std::string name = film_name(r);
  const double a = of_metal(r, r.metal_a, &AlkaliMetal::a, "metal-a");
  if (name == "registry") return {3 * r.a, sqrt3 * r.a, {1.0 / 3, 0, 0}, a / sqrt2, no_strain};
  if (name == "bcc") return {a, sqrt2 * a, {0.5, 0, 0}, a / sqrt2, r.strain};
  if (name != "fcc") throw Error("unknown film").key("film").value(name).allowed("auto | registry | bcc | fcc");
  const double cube = r.metal_a ? a : std::cbrt(2.0) * a, d = cube / sqrt2;  // 4 atoms a cube in place of 2
  return {d, sqrt3 * d, {0, 1.0 / 3, 0}, cube / sqrt3, r.strain};
}

void check(const MetalLayers& r) {
  known_element(r.metal);
  if (r.count < 1 || r.count > most_layers) throw request_error("count", r.count, "1 to 1000");
  if (!(r.strain > 0) || r.strain > 0.2) throw request_error("strain", r.strain, "> 0, at most 0.2");
  for (const auto& [key, value] : {std::pair{"a", r.a}, {"size", r.size}, {"vacuum", r.vacuum}})
    require_length(key, value);
  if (r.metal_a) require_length("metal-a", *r.metal_a);
  if (r.gap) require_length("gap", *r.gap);
  if (r.separation) require_length("separation", *r.separation);
}

/// Edges of the sheet and of the film along one direction.
struct EdgeMatch {
  int sheet = 0, film = 0;
  double strain = 0;
};
std::optional<EdgeMatch> shortest_match(double sheet, double film, double size, double limit) {
  for (int n = rectangles(size, sheet); n * sheet <= std::max(longest_cell, size + 3 * film); ++n) {
    const int p = nearest_within<int>(n * sheet / film, 1);
    const double strain = n * sheet / (p * film) - 1;
    if (std::abs(strain) <= limit) return EdgeMatch{n, p, strain};
  }
  return {};
}

struct CellFit {
  EdgeMatch x, y;
  bool turned = false;  ///< the film's u lies along y
  long area() const { return long{x.sheet} * y.sheet; }
};
std::optional<CellFit> fit_of(const SheetCell& cell, const Film& film, double size, bool turned) {
  const auto x = shortest_match(cell.x(), turned ? film.v : film.u, size, film.limit);
  const auto y = shortest_match(cell.y(), turned ? film.u : film.v, size, film.limit);
  return x && y ? std::optional(CellFit{*x, *y, turned}) : std::nullopt;
}

CellFit best_fit(const SheetCell& cell, const Film& film, const MetalLayers& r) {
  const auto straight = fit_of(cell, film, r.size, false), turned = fit_of(cell, film, r.size, true);
  if (straight && (!turned || straight->area() <= turned->area())) return *straight;
  if (turned) return *turned;
  throw Error("no cell below 300 A holds the film with so little strain", Error::Kind::failed)
      .key("strain")
      .value(number_text(r.strain));
}

/// Plane k of the film, at height z.
void add_plane(std::vector<Vec3>& points, const SheetCell& cell, const Film& film, const CellFit& fit, int k,
               double z) {
  const double width = fit.x.sheet * cell.x() / fit.x.film, depth = fit.y.sheet * cell.y() / fit.y.film;
  const double sx = k * (fit.turned ? film.shift.y : film.shift.x), sy = k * (fit.turned ? film.shift.x : film.shift.y);
  for (int i = 0; i < fit.x.film; ++i)
    for (int j = 0; j < fit.y.film; ++j)
      for (const double half : {0.0, 0.5})
        points.push_back({std::fmod(i + half + sx, fit.x.film) * width,
                          std::fmod(j + half + sy, fit.y.film) * depth + cell.hollow_y(), z});
}
}  // namespace

// Lattice constants: Chepkasov and Kvashnin, PBE-D3. Spacings of the sheets: 3.71 Å in LiC6, 5.35, 5.65 and 5.94 Å in KC8, RbC8
// and CsC8 (Dresselhaus and Dresselhaus, Adv. Phys. 51, 1 (2002), 10.1080/00018730110113644); NaC6, 4.5 Å, is computed only.
const std::vector<AlkaliMetal>& alkali_metals() {
  static const std::vector<AlkaliMetal> metals = {
      {"Li", 3.43, 1.85}, {"Na", 4.195, 2.25}, {"K", 5.16, 2.68}, {"Rb", 5.66, 2.83}, {"Cs", 6.14, 2.97}};
  return metals;
}

LayeredStructure metal_layers(const MetalLayers& r) {
  check(r);
  const SheetCell cell{r.a};
  const Film film = film_of(r);
  const CellFit fit = best_fit(cell, film, r);
  const double gap = of_metal(r, r.gap, &AlkaliMetal::gap, "gap"), separation = r.separation.value_or(film.separation);
  const double bottom = r.vacuum / 2, height = 2 * gap + (r.count - 1) * separation;
  std::vector<Vec3> carbon, metal;
  for (int k = 0; k < 2; ++k)
    add_sheet(carbon, cell, fit.x.sheet, fit.y.sheet, bottom + k * height, stacking_shift(cell, r.stacking, k));
  for (int k = 0; k < r.count; ++k) add_plane(metal, cell, film, fit, k, bottom + gap + k * separation);
  Structure out{Atoms(), rectangular_box({fit.x.sheet * cell.x(), fit.y.sheet * cell.y(), height + r.vacuum},
                                         {true, true, false})};
  add_atoms(out.atoms, carbon, "C");
  add_atoms(out.atoms, metal, r.metal);
  return {std::move(out), film_name(r), metal.size(), carbon.size(), fit.x.strain, fit.y.strain, height};
}

}  // namespace nacre
