// Which atoms lie near a point that is not an atom. Atoms are brought into the cell, their periodic images within reach
// of the cell are made explicit, and all are sorted into bins: any cell, thin ones too, needs no other code.
//
// "Places" number atoms and images in the order of the bins, which is a function of the structure alone.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/box.h"
#include "core/vec3.h"

namespace nacre::insert {

class ImageBins {
 public:
  ImageBins() = default;
  /// `reach` (A) > 0: largest distance that will be asked for. Throws Error(failed) naming an atom whose position is
  /// not finite.
  ImageBins(const std::vector<Vec3>& position, const Box& box, double reach);

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
  /// Place of the atom itself, inside the cell.
  int home(int atom) const { return home_[atom]; }
  /// Some atom can lie within reach of a point more than once.
  bool repeats() const { return repeats_; }
  /// Lattice vectors, other than none, shorter than the reach (A): where a new atom sees itself.
  const std::vector<Vec3>& lattice_vectors() const { return lattice_vectors_; }

  // --- the bins as plain arrays, for the GPU
  const std::array<int, 3>& bins() const { return bins_; }
  const std::vector<int>& begins() const { return begin_; }  ///< [bin + 1], bin = (x bins[1] + y) bins[2] + z
  const std::vector<Vec3>& positions() const { return position_; }
  const std::vector<int>& owners() const { return owner_; }
  /// bin along k = floor((fractional - low) * scale), kept within 0 .. bins - 1.
  double low(int k) const { return low_[k]; }
  double scale(int k) const { return scale_[k]; }
  /// Fractional half-width of a search along k, with a hair for rounding.
  double margin(int k) const { return reach_ / box_.thickness(k) * (1 + 1e-9) + 1e-9; }

 private:
  struct Images;
  void measure(const std::vector<Vec3>& position);
  void fill(const Images& images);
  void list_lattice_vectors();
  int bin_of(double s, int k) const;
  template <class Body>
  bool for_runs(Vec3 point, Body&& body) const;
  int search_run(Vec3 point, int first, int last, int found, std::vector<int>& places) const;
  std::int32_t grid(double v) const;

  Box box_;
  double reach_ = 0;
  bool repeats_ = false;
  std::array<int, 3> bins_{1, 1, 1};
  std::array<double, 3> low_{}, scale_{};
  std::vector<int> begin_, owner_, home_;
  std::vector<Vec3> position_, lattice_vectors_;
  std::vector<std::int32_t> x_, y_, z_;  ///< coordinates in `unit_` around `origin_`
  Vec3 origin_;
  double unit_ = 1;
};

}  // namespace nacre::insert
