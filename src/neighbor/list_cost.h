// What a list of neighbours asks of its input, looked at before memory is taken; the same for the lists of the CPU, of
// the GPU and for searches.
//   images   sum over atoms of prod_k (1 + 2 R / t_k)         R: reach (Å)   t_k: thickness of the cell along k (Å)
//   pairs    N^2 (4 pi / 3) R^3 / V,  V: of the cell, along open directions of what the atoms span, at least 2 R
#pragma once
#include <array>
#include <string>
#include <vector>

#include "core/box.h"
#include "core/vec3.h"

namespace nacre {

/// Coordinates beyond (Å) are no places any more: a double resolves 1e-7 Å there.
inline constexpr double farthest_coordinate = 1e9;
/// Copies of a cell along one lattice vector, at most: shifts are 16-bit numbers.
inline constexpr double most_images_along = 32767;

/// Throws Error(failed) naming the first atom with a coordinate that is not finite or beyond farthest_coordinate.
void check_positions(const std::vector<Vec3>& position);
/// The index of that atom, -1 when there is none.
std::ptrdiff_t unplaceable_atom(const std::vector<Vec3>& position);

/// Throws Error when the cell would be repeated more than most_images_along times along a vector.
void check_thickness(const Box& box, double reach);

/// What a cell, or atoms along an open direction, may span (Å): the whole-number coordinates of a search resolve 1e-3 Å
/// there.
inline constexpr double widest_spread = 9e5;
/// Throws Error(failed) when it is more.
void check_spread(double spread);

struct ListCost {
  double images = 0;  ///< the atoms themselves among them
  double pairs = 0;   ///< counted from both sides
};
/// `span` (Å): what the atoms span along open directions; elsewhere not read.
ListCost list_cost(const Box& box, std::size_t atoms, double reach, const std::array<double, 3>& span);

/// Throws Error(failed) with the cost in its message: when the images would not fit an int, or images and pairs not the
/// memory that is left, or an atom had more neighbours than a force can be computed with (`for_forces`).
void check_cost(const Box& box, std::size_t atoms, double reach, const std::array<double, 3>& span, bool for_forces);

/// Of that, what concerns the images alone: for a search that makes no list.
void check_images(const Box& box, std::size_t atoms, double reach);

/// Throws Error(failed) when so many pairs, found already, cannot be laid out in the memory that is left.
void check_pairs(double pairs, double reach);

}  // namespace nacre
