// Arrays of the population on the GPU, each kind in one piece of memory: geometry of several structures, filled on the
// host from their tables and copied as a whole, and the intermediate numbers.
#pragma once
#include <memory>
#include <vector>

#include "train/model/population/cuda_population_view.h"
#include "train/model/population/structure_table.h"

namespace nacre::cuda {

/// Several whole structures of a batch: how much they are, and where their arrays are.
class PopulationPart {
 public:
  explicit PopulationPart(int first) : first_(first) {}
  /// The next structure.
  void add(const train::StructureTable& table, const PopulationShape& shape);
  /// Whether kernels can count it in 32 bits.
  bool countable() const;
  std::size_t geometry_bytes(const PopulationShape& shape) const;
  std::size_t work_bytes(const PopulationShape& shape, int stride) const;

  /// Fills geometry_bytes() of host memory. `tables`: of the whole batch.
  void pack(const PopulationShape& shape, const std::vector<std::unique_ptr<train::StructureTable>>& tables,
            char* base) const;
  /// The arrays in memory of geometry_bytes() or work_bytes().
  PopulationGeometry geometry(const PopulationShape& shape, char* base) const;
  PopulationWork work(const PopulationShape& shape, int stride, char* base) const;
  int first() const { return first_; }
  int structures() const { return structures_; }

 private:
  std::size_t lay_out(const PopulationShape& shape, char* base, PopulationGeometry& g) const;
  std::size_t lay_out(const PopulationShape& shape, int stride, char* base, PopulationWork& w) const;
  int groups() const;

  int first_, structures_ = 0;
  std::vector<int> of_type_;                         ///< atoms
  std::int64_t atoms_ = 0, rows_ = 0, entries_ = 0;  ///< rows of the radial table, entries of the angular one
};

}  // namespace nacre::cuda
