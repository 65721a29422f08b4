#include "build/sheet.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "build/species.h"
#include "core/printable.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
constexpr double longest_edge = 1e5;  // Å: what atoms fill would not fit into memory long before
}

double SheetCell::y() const { return std::numbers::sqrt3 * a; }
double SheetCell::bond() const { return a / std::numbers::sqrt3; }

double stacking_shift(const SheetCell& cell, const std::string& stacking, int k) {
  if (stacking == "AB") return k % 2 == 0 ? 0 : cell.bond();
  if (stacking == "AA") return 0;
  throw Error("unknown stacking").key("stacking").value(stacking).allowed("AA | AB");
}

void add_sheet(std::vector<Vec3>& points, const SheetCell& cell, int nx, int ny, double z, double shift_y) {
  const Vec3 basis[] = {{0, 0, 0}, {0.5, 0.5, 0}, {0, 1.0 / 3, 0}, {0.5, 5.0 / 6, 0}};
  for (int i = 0; i < nx; ++i)
    for (int j = 0; j < ny; ++j)
      for (const Vec3& b : basis) points.push_back({(i + b.x) * cell.x(), (j + b.y) * cell.y() + shift_y, z});
}

double sheet_density(double a) { return 4 / (std::numbers::sqrt3 * a * a); }

int rectangles(double size, double edge) {
  constexpr double rounding = 1e-9;  // 10 edges of a tenth are one
  return within<int>(std::ceil(size / edge - rounding), 1);
}

void add_atoms(Atoms& atoms, const std::vector<Vec3>& points, const std::string& symbol) {
  const std::size_t before = atoms.size();
  atoms.resize(before + points.size());
  std::copy(points.begin(), points.end(), atoms.position.begin() + static_cast<std::ptrdiff_t>(before));
  for (std::size_t i = before; i < atoms.size(); ++i) set_species(atoms, i, symbol);
}

Box rectangular_box(Vec3 edges, std::array<bool, 3> periodic) {
  return Box({{{edges.x, 0, 0}, {0, edges.y, 0}, {0, 0, edges.z}}}, periodic);
}

Error request_error(const char* key, double value, const char* allowed) {
  return Error("out of range").key(key).value(number_text(value)).allowed(allowed);
}

void require_length(const char* key, double value) {
  if (!(value > 0) || value > longest_edge) throw request_error(key, value, "> 0, at most 100000 (A)");
}

}  // namespace nacre
