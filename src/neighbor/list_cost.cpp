#include "neighbor/list_cost.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numbers>

#include "core/error.h"
#include "device/memory.h"
#include "device/parallel.h"

namespace nacre {

namespace {
// Of slots, images and bins in all their arrays, and of the rows that a search lays out (bytes).
constexpr double bytes_per_image = 80, bytes_per_pair = 16, bytes_to_lay_out = 12;
constexpr double most_images = std::numeric_limits<int>::max() / 2;
constexpr double most_pairs = std::numeric_limits<std::uint32_t>::max();
// Neighbours of an atom in a list for forces: the work of three-body terms grows with the square. Liquid sodium within
// 12 Å has 200, diamond 1300.
constexpr double most_neighbors = 10'000;

bool is_placeable(Vec3 r) {
  return std::abs(r.x) <= farthest_coordinate && std::abs(r.y) <= farthest_coordinate &&
         std::abs(r.z) <= farthest_coordinate;
}

template <class... Numbers>
std::string text(const char* format, Numbers... numbers) {
  char buffer[240];
  std::snprintf(buffer, sizeof buffer, format, numbers...);
  return buffer;
}

/// "60 atoms in a cell of 416 A^3 and a reach of 1000 A (cutoff and skin)".
std::string cause_text(const Box& box, std::size_t atoms, double reach) {
  return text("%.0f atoms in a cell of %.4g A^3 and a reach of %.4g A (cutoff and skin)", static_cast<double>(atoms),
              box.volume(), reach);
}
}  // namespace

std::ptrdiff_t unplaceable_atom(const std::vector<Vec3>& position) {
  struct First {
    std::ptrdiff_t count = 0;
    First& operator+=(First o) { return count += o.count, *this; }
  };
  const auto n = static_cast<std::ptrdiff_t>(position.size());
  const First bad = parallel_sum<First>(n, [&](std::ptrdiff_t i) { return First{is_placeable(position[i]) ? 0 : 1}; });
  if (bad.count == 0) return -1;
  return std::find_if_not(position.begin(), position.end(), is_placeable) - position.begin();
}

void check_positions(const std::vector<Vec3>& position) {
  const std::ptrdiff_t i = unplaceable_atom(position);
  if (i < 0) return;
  const Vec3 r = position[i];
  const std::string atom = "the position of atom " + std::to_string(i) + " (counted from 0) is ";
  if (!std::isfinite(r.x + r.y + r.z)) throw Error(atom + "not finite", Error::Kind::failed);
  throw Error(atom + "too far away", Error::Kind::failed)
      .value(text("%.6g %.6g %.6g", r.x, r.y, r.z))
      .allowed(text("coordinates between -%.0e and %.0e A", farthest_coordinate, farthest_coordinate));
}

void check_thickness(const Box& box, double reach) {
  for (int k = 0; k < 3; ++k)
    if (box.is_periodic(k) && !(1 + reach / box.thickness(k) <= most_images_along))
      throw Error("the cell is too thin for the cutoff: more than 32767 images along one lattice vector" +
                  text("; it is %.3g A thick along %c, and neighbours are looked for within %.4g A", box.thickness(k),
                       "abc"[k], reach))
          .key("lattice");
}

void check_spread(double spread) {
  if (spread <= widest_spread) return;
  throw Error("the cell, or what the atoms span along an open direction, is too wide for a search for neighbours",
              Error::Kind::failed)
      .value(text("%.4g A", spread))
      .allowed(text("up to %.0e A", widest_spread));
}

ListCost list_cost(const Box& box, std::size_t atoms, double reach, const std::array<double, 3>& span) {
  const auto n = static_cast<double>(atoms);
  ListCost cost{n, 0};
  double volume = box.volume();
  for (int k = 0; k < 3; ++k) {
    if (box.is_periodic(k))
      cost.images *= 1 + 2 * reach / box.thickness(k);
    else
      volume *= std::max(span[k], 2 * reach) / box.thickness(k);
  }
  cost.pairs = n * n * (4 * std::numbers::pi / 3) * reach * reach * reach / volume;
  return cost;
}

namespace {
/// Texts are made where something is refused: lists are built all the time.
void check_images(double images, const Box& box, std::size_t atoms, double reach) {
  const auto what = [&] { return text("%.3g periodic images: ", images) + cause_text(box, atoms, reach); };
  if (!(images <= most_images))
    throw Error("too many periodic images for this cutoff and cell, " + what(), Error::Kind::failed).key("lattice");
  if (!fits_memory(bytes_per_image * images)) check_memory(bytes_per_image * images, what());
}
}  // namespace

void check_images(const Box& box, std::size_t atoms, double reach) {
  check_images(list_cost(box, atoms, reach, {}).images, box, atoms, reach);
}

void check_cost(const Box& box, std::size_t atoms, double reach, const std::array<double, 3>& span, bool for_forces) {
  if (atoms == 0) return;
  const ListCost cost = list_cost(box, atoms, reach, span);
  check_images(cost.images, box, atoms, reach);
  const double neighbors = cost.pairs / static_cast<double>(atoms);
  if (for_forces && neighbors > most_neighbors)
    throw Error(text("an atom would have %.3g neighbours: ", neighbors) + cause_text(box, atoms, reach),
                Error::Kind::failed)
        .key("lattice")
        .allowed(text("up to %.0f neighbours for forces", most_neighbors));
  if (cost.pairs > most_pairs)
    throw Error(text("%.3g neighbour pairs, more than the 4.3e9 that a list holds: ", cost.pairs) +
                    cause_text(box, atoms, reach),
                Error::Kind::failed)
        .key("cutoff");
  const double bytes = bytes_per_image * cost.images + bytes_per_pair * cost.pairs;
  if (!fits_memory(bytes))
    check_memory(bytes, text("a list of %.3g images and %.3g neighbour pairs: ", cost.images, cost.pairs) +
                            cause_text(box, atoms, reach));
}

void check_pairs(double pairs, double reach) {
  if (!fits_memory(bytes_to_lay_out * pairs))
    check_memory(bytes_to_lay_out * pairs,
                 text("a list of more than %.3g neighbour pairs within %.4g A", pairs, reach));
}

}  // namespace nacre
