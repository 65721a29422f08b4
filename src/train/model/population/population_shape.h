// What the populations of the CPU and of the GPU share: sizes, the order of parameters, what sums over a structure
// make of its labels.
#pragma once
#include <vector>

#include "force/nep_model.h"
#include "train/model/population/population.h"
#include "train/model/population/population_view.h"
#include "train/model/population/structure_table.h"

namespace nacre::train {

PopulationShape shape_of(const NepModel& model);

/// Where a row of parameters (PopulationShape) comes from in the order of parameters.h.
struct ParameterSource {
  int index, second;  ///< second < 0: none
  double scale;
  float of(const double* z) const { return static_cast<float>(scale * z[index] + (second < 0 ? 0 : z[second])); }
};
/// One a row.
std::vector<ParameterSource> parameter_sources(const NepModel& model);

/// How many members `parameters` holds; throws when that is not a whole number above zero.
int count_members(const NepModel& model, const std::vector<double>& parameters);

/// What of a structure without parameters must be taken off its labels.
struct FixedParts {
  double energy = 0;  ///< eV
  Mat3 virial;        ///< eV
  explicit FixedParts(const StructureTable& table) : energy(table.zbl_energy()), virial(table.zbl_virial()) {}
  FixedParts() = default;
};
/// energy (eV), squared errors, virial (eV; xx yy zz xy yz zx, `stride` apart) of one member into `entry`.
void set_entry(const TrainFrame& frame, const FixedParts& fixed, double energy, double force, double force_plain,
               const double* virial, std::size_t stride, PopulationErrors::Entry& entry);

}  // namespace nacre::train
