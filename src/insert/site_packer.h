// Neighbours of points, and their order in the lanes of a SiteBlock.
#pragma once
#include <vector>

#include "device/aligned.h"
#include "insert/prepared_structure.h"

namespace nacre::insert {

/// A neighbour of a point: r_neighbour - r_point (Å).
struct Hit {
  double x, y, z, r;
  int atom;  ///< -1: an image of the new atom itself
  int type;
};

/// The neighbours of one point after another, and the SiteBlock of up to `lanes` of them. One a thread.
class SitePacker {
 public:
  SitePacker(const ScreeningModel& model, const PreparedStructure& structure);

  /// Fills hits(): atoms and images within the zones of a site of `type` at a point in the cell, in the order of the
  /// bins. `atom`: the site is this atom of the structure; -1: a new atom, which sees its own images too.
  void find(int type, Vec3 point, int atom);
  std::vector<Hit>& hits() { return hits_; }

  /// Empties the block; all its sites will have this type.
  void begin(int type);
  /// hits() become the neighbours of this lane.
  void add(int lane);
  /// Evaluates the block; results stay until the next begin().
  void run();
  double energy(int lane) const { return energy_[lane]; }
  /// This lane's sums and sigmoids as rows.
  void store(int lane, double* sums, double* sigmoids) const;

 private:
  struct Lanes {
    int steps = 0;
    AlignedVector<double> values;
  };
  double* step(Lanes& lanes, int index, int reals, double far);

  const ScreeningModel& model_;
  const PreparedStructure& structure_;
  ScreeningLoops loops_;
  int type_ = 0;
  std::vector<int> places_;
  std::vector<Hit> hits_;
  std::vector<Lanes> radial_, angular_;            ///< [t_j]
  std::vector<int> radial_count_, angular_count_;  ///< [t_j], of the lane that is added
  AlignedVector<double> sums_, sigmoids_, energy_, scratch_;
};

}  // namespace nacre::insert
