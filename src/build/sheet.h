// Graphene as a rectangle of four atoms, a along x (the zigzag direction) and sqrt(3) a along y (the armchair direction):
//   A (0, 0), (1/2, 1/2);  B (0, 1/3), (1/2, 5/6);  hexagons' centres (0, 2/3), (1/2, 1/6)     fractions of the edges
// All bonds are a / sqrt(3) long. Sheets above each other: AA, or AB, where each second one is shifted by a bond along y.
#pragma once
#include <string>
#include <vector>

#include "build/structure.h"
#include "core/error.h"

namespace nacre {

inline constexpr double graphene_a = 2.461;         ///< Å, of graphite at room temperature
inline constexpr double graphite_spacing = 3.354;   ///< Å
inline constexpr double default_sheet_vacuum = 20;  ///< Å

struct SheetCell {
  double a = graphene_a;  ///< Å
  double x() const { return a; }
  double y() const;
  double bond() const;
  double hollow_y() const { return 2 * bond(); }  ///< of the hexagon's centre at x = 0
};

/// Shift along y (Å) of sheet k of a stack; stacking: "AA" or "AB". Throws Error with key stacking for another word.
double stacking_shift(const SheetCell& cell, const std::string& stacking, int k);
/// nx x ny rectangles at height z (Å), shifted along y.
void add_sheet(std::vector<Vec3>& points, const SheetCell& cell, int nx, int ny, double z, double shift_y);
/// Atoms an area of graphene, 1/Å^2: two in sqrt(3) a^2 / 2.
double sheet_density(double a);
/// Rectangles that are needed for an edge of at least `size` (Å).
int rectangles(double size, double edge);

/// Points of one species after those that are there.
void add_atoms(Atoms& atoms, const std::vector<Vec3>& points, const std::string& symbol);
/// A rectangular cell.
Box rectangular_box(Vec3 edges, std::array<bool, 3> periodic);

/// For requests: key, value and what is allowed.
Error request_error(const char* key, double value, const char* allowed);
void require_length(const char* key, double value);

}  // namespace nacre
