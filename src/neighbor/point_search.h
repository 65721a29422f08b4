// Which points of a periodic cell lie near a point that need not be one of them. Points are brought into the cell, their
// periodic images within reach of the cell become points of their own, and all are sorted into bins: any cell, thin or
// open, needs no other code.
//
// "Places" number points and images in the order of the bins, which is a function of the structure alone.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/box.h"
#include "core/vec3.h"
#include "neighbor/grid_search.h"

namespace nacre {

class PointSearch {
 public:
  PointSearch() = default;
  /// `reach` (Å) > 0: largest distance that will be asked for. Throws Error(failed) naming an atom whose position is
  /// not finite.
  PointSearch(const std::vector<Vec3>& position, const Box& box, double reach);

  const Box& box() const { return box_; }
  double reach() const { return reach_; }
  /// The point's image in the cell: what near() wants.
  Vec3 wrap(Vec3 point) const { return box_.wrap(point); }
  /// Fills `places` with all places within reach of a point in the cell, and a few beyond; returns their number.
  /// `places` may be longer.
  int near(Vec3 point, std::vector<int>& places) const;
  /// True when some place is within `distance` (at most the reach).
  bool any_within(Vec3 point, double distance, std::vector<int>& places) const;

  int places() const { return static_cast<int>(owner_.size()); }
  const Vec3& position(int place) const { return position_[place]; }
  int owner(int place) const { return owner_[place]; }
  /// Place of the point itself, inside the cell.
  int home(int point) const { return home_[point]; }
  /// Some point can lie within reach of another more than once.
  bool repeats() const { return repeats_; }
  /// Lattice vectors, other than none, shorter than the reach (Å): where a new point sees itself.
  const std::vector<Vec3>& lattice_vectors() const { return lattice_vectors_; }

  // --- as plain arrays, for the GPU
  BinSearch bins() const { return search_.bins(); }
  const std::vector<int>& begins() const { return search_.order().begins(); }  ///< [bin + 1]
  const std::vector<Vec3>& positions() const { return position_; }             ///< [place]
  const std::vector<int>& owners() const { return owner_; }                    ///< [place]

 private:
  struct Images;
  Images make_images(const std::vector<Vec3>& position) const;
  BinGrid choose_bins(const std::vector<Vec3>& position);
  void sort(const Images& images, const BinGrid& grid);
  void list_lattice_vectors();
  double margin(int k) const { return search_margin(reach_, box_.thickness(k)); }
  std::array<std::int32_t, 3> on_grid(Vec3 point) const;

  Box box_;
  double reach_ = 0;
  bool repeats_ = false;
  GridSearch search_;
  std::vector<int> owner_, home_;
  std::vector<Vec3> position_, lattice_vectors_;
  Vec3 origin_;
  double unit_ = 1;  ///< Å a grid unit
};

}  // namespace nacre
