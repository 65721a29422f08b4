#include "build/pore_walls.h"

#include <cmath>
#include <numbers>

namespace nacre {

namespace {
constexpr int most_sheets = 1000;
constexpr double widest_angle = 90;  // degrees

void check(const Walls& w) {
  if (w.sheets < 1 || w.sheets > most_sheets) throw request_error("sheets", w.sheets, "1 to 1000");
  require_length("a", w.a);
  require_length("spacing", w.spacing);
  stacking_shift({w.a}, w.stacking, 0);
}

/// Sheets upwards from z = 0.
std::vector<Vec3> wall(const Walls& w, int nx, int ny) {
  const SheetCell cell{w.a};
  std::vector<Vec3> points;
  for (int k = 0; k < w.sheets; ++k)
    add_sheet(points, cell, nx, ny, k * w.spacing, stacking_shift(cell, w.stacking, k));
  return points;
}

/// About the y axis, so that x rises to z.
Vec3 turned(Vec3 r, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  return {c * r.x - s * r.z, r.y, s * r.x + c * r.z};
}

Structure of_carbon(const std::vector<Vec3>& points, const Box& box) {
  Structure out{Atoms(), box};
  add_atoms(out.atoms, points, "C");
  return out;
}

/// Both walls; the lower one hangs down from z = 0.
std::vector<Vec3> wedge_points(const Wedge& r, int nx, int ny) {
  std::vector<Vec3> points = wall(r.walls, nx, ny);
  const double angle = r.angle * std::numbers::pi / 180;
  std::vector<Vec3> upper;
  for (const Vec3& p : points) upper.push_back(turned(p, angle) + Vec3{0, 0, r.narrow});
  for (Vec3& p : points) p.z = -p.z;
  points.insert(points.end(), upper.begin(), upper.end());
  return points;
}
}  // namespace

Structure slit(const Slit& r) {
  check(r.walls);
  require_length("width", r.width);
  require_length("size", r.size_x);
  require_length("size", r.size_y);
  const SheetCell cell{r.walls.a};
  const int nx = rectangles(r.size_x, cell.x()), ny = rectangles(r.size_y, cell.y());
  const double height = (r.walls.sheets - 1) * r.walls.spacing + r.width;
  return of_carbon(wall(r.walls, nx, ny), rectangular_box({nx * cell.x(), ny * cell.y(), height}, {true, true, true}));
}

Structure wedge(const Wedge& r) {
  check(r.walls);
  if (!(r.angle > 0) || r.angle > widest_angle) throw request_error("angle", r.angle, "> 0, at most 90 (degrees)");
  require_length("narrow", r.narrow);
  require_length("length", r.length);
  require_length("depth", r.depth);
  require_length("vacuum", r.vacuum);
  const SheetCell cell{r.walls.a};
  const int nx = rectangles(r.length, cell.x()), ny = rectangles(r.depth, cell.y());
  std::vector<Vec3> points = wedge_points(r, nx, ny);
  Vec3 low = points[0], high = points[0];
  for (const Vec3& p : points)
    for (int k = 0; k < 3; ++k) low[k] = std::min(low[k], p[k]), high[k] = std::max(high[k], p[k]);
  for (Vec3& p : points) p.x += r.vacuum / 2 - low.x, p.z += r.vacuum / 2 - low.z;
  return of_carbon(points, rectangular_box({high.x - low.x + r.vacuum, ny * cell.y(), high.z - low.z + r.vacuum},
                                           {false, true, false}));
}

}  // namespace nacre
