// All sites of a run or a structure with their types: labels, tables and frames that show them.
#pragma once
#include <string>
#include <vector>

#include "io/extxyz.h"
#include "report/table.h"
#include "sites/labels.h"

namespace nacre::sites {

/// How types are given: by a forest, or by the threshold where there is none.
struct Labeller {
  const learn::Forest* forest = nullptr;
  double band = 0.1;
  Threshold threshold;  ///< used without a forest
  std::vector<SiteLabel> labels(const std::vector<const Site*>& sites,
                                const std::vector<std::optional<double>>& binding) const;
  /// How, in one line.
  std::string text() const;
};

struct RunLabels {
  std::vector<SiteLabel> guests;               ///< at the frame that RunSites::guests are of
  std::vector<std::vector<SiteLabel>> frames;  ///< [frame][guest]; as RunSites::sites
};
/// `out_of_bag`: for each guest the probability of adsorption by the trees that it did not teach, NaN where it taught
/// none; empty: not known. It is the answer wherever the features are those that taught, so that an atom has one type
/// in one frame; where they are other ones, all trees answer.
RunLabels label_run(const RunSites& run, const Labeller& labeller, const std::vector<double>& out_of_bag = {});

/// labels.csv without rows.
report::Table labels_table(const Labeller& labeller, const std::string& definition);
/// A row for each guest of a frame.
void add_rows(report::Table& table, std::int64_t frame, const std::vector<Site>& sites,
              const std::vector<SiteLabel>& labels);
/// guests.csv: a row for each guest, in the order of insertion, with its voltage.
report::Table guests_table(const InsertionRun& run, const RunSites& sites, const RunLabels& labels,
                           const Labeller& labeller, const std::string& definition);
/// run.csv: a row for each frame: spacing of layers, distances and coordination of guests, how many of each type.
report::Table run_table(const InsertionRun& run, const RunSites& sites, const RunLabels& labels,
                        const FeatureSettings& settings);

/// The frame with two more columns of all atoms: site_probability, and site: 0 for an atom that is no guest, 1
/// adsorption, 2 intercalation, 3 filling, 4 unknown. Numbers, because programs colour and select atoms by numbers and
/// read words only as elements.
std::string labelled_frame(const Frame& frame, const std::vector<Site>& sites, const std::vector<SiteLabel>& labels);

}  // namespace nacre::sites
