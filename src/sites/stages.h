// The stages of a voltage curve, and how many sites of each type each of them filled.
//
// Overcharging is what comes after the N of least formation energy: sum of V dN = -[E_f(N) - E_f(0)] is largest there,
// so it is the number of atoms in equilibrium with the metal at 0 V, however the single voltages scatter around 0. It
// is a stage where at least `shortest` rows follow. Before it, stages are the segments of the raw voltage against N by
// segmented regression (segments.h): the lines are themselves the smoothing, and unlike those of a running mean the
// points are independent, which the choice of the number of segments supposes; a running mean would also make a slope
// of every step.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "report/table.h"
#include "sites/insertion_run.h"
#include "sites/labels.h"
#include "sites/segments.h"

namespace nacre::sites {

struct StageSettings {
  int most = 4;         ///< segments above 0 V
  int shortest = 5;     ///< rows, at least 3
  double floor = 1e-3;  ///< V, least deviation from a line that is one
};

struct VoltageStage {
  std::string name;
  std::int64_t first_row = 0, last_row = 0;  ///< of the ledger, both inside
  std::int64_t begin = 0, end = 0;           ///< N before and after
  double slope = 0, intercept = 0;           ///< of the fitted voltage: V, V an atom; x is N in the middle of a row
  double mean_voltage = 0;                   ///< V, over atoms
  bool overcharging = false;
};

struct VoltageStages {
  std::vector<VoltageStage> list;
  std::int64_t number_at_zero = 0;  ///< N of least formation energy, the start included
  bool reaches_zero = false;        ///< rows follow it: the run went past 0 V
  std::vector<double> bic;          ///< of 1, 2, ... segments
};
VoltageStages find_stages(const InsertionRun& run, const StageSettings& settings);

/// The paper's Table S3: guests of each type by the stage that inserted them. Those of the start are of none.
struct StageShares {
  std::vector<TypeCounts> count;             ///< [stage]
  TypeCounts total{};                        ///< over stages
  std::int64_t at(std::size_t stage) const;  ///< all types
};
/// `labels`: of the guests. Names the stages after the types that make up at least a quarter of them.
StageShares share_stages(const std::vector<SiteRow>& guests, const std::vector<SiteLabel>& labels,
                         VoltageStages& stages);

report::Table stages_table(const InsertionRun& run, const VoltageStages& stages, const StageShares& shares);

}  // namespace nacre::sites
