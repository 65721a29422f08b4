// What the screening keeps of a structure: where atoms and images lie, and every atom's sums, sigmoids and radial
// tables. A function of the structure alone. The GPU's screening takes the same numbers.
#pragma once
#include <memory>
#include <vector>

#include "core/system.h"
#include "insert/screening_model.h"
#include "insert/screening_view.h"
#include "neighbor/point_search.h"

namespace nacre::insert {

class PreparedStructure {
 public:
  explicit PreparedStructure(const ScreeningModel& model);
  /// Throws Error(failed) when a position is not finite.
  void prepare(const Atoms& atoms, const Box& box);
  /// Radial tables of all atoms for a new atom of this type, made at the first call after prepare().
  void need_tables(int new_type);

  const PointSearch& bins() const { return bins_; }
  /// The point's image in the cell. Throws Error(failed) when it is not finite.
  Vec3 inside(Vec3 point) const;
  int atoms() const { return static_cast<int>(type_.size()); }
  int type(int atom) const { return type_[atom]; }
  const std::vector<int>& types() const { return type_; }
  const double* sums(int atom) const { return sums_.data() + static_cast<std::size_t>(atom) * model_.sums_reals(); }
  const double* sigmoids(int atom) const {
    return sigmoids_.data() + static_cast<std::size_t>(atom) * model_.sigmoid_reals();
  }
  /// Null where there is no table that is accurate enough.
  const double* table(int atom, int new_type) const {
    const Tables& t = tables_[new_type];
    return t.accurate[atom] != 0 ? t.values.data() + static_cast<std::size_t>(atom) * table_reals : nullptr;
  }
  const AlignedVector<double>& all_sums() const { return sums_; }
  const AlignedVector<double>& all_sigmoids() const { return sigmoids_; }
  const AlignedVector<double>& all_tables(int new_type) const { return tables_[new_type].values; }
  const std::vector<char>& accurate_tables(int new_type) const { return tables_[new_type].accurate; }
  const ScreeningLoops& loops() const { return loops_; }

 private:
  struct Tables {
    bool made = false;
    AlignedVector<double> values;  ///< [atom][table_reals]
    std::vector<char> accurate;    ///< [atom]
  };
  void make_sites();

  const ScreeningModel& model_;
  ScreeningLoops loops_;
  PointSearch bins_;
  std::vector<int> type_;
  AlignedVector<double> sums_, sigmoids_;
  std::vector<Tables> tables_;
};

}  // namespace nacre::insert
