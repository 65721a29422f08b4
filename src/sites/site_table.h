// The sites of one insertion run or of several: for each guest its features in one frame, and what the ledger says of
// it. One pass over the frames.
//
// Which frame: `first`, the first that holds the atom, when its surroundings are those of its row and few rows more
// (`structures.every: 1` of insert.yaml makes it the row itself), or `last`, the last frame of the run.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/table.h"
#include "sites/features.h"
#include "sites/insertion_run.h"

namespace nacre::sites {

enum class At { first, last };

struct SiteRow {
  int box = 0;                    ///< index of SiteTable::boxes
  int place = 0;                  ///< in the table of features that it is from, from 0
  std::int64_t guest = 0;         ///< in the order of insertion, from 0
  std::int64_t row = -1;          ///< of the ledger; -1: there at the start
  std::int64_t number = 0;        ///< N when it was in
  std::int64_t seen = 0;          ///< N of the frame that the features are of
  Site site;                      ///< site.atom: index in that frame
  std::optional<double> binding;  ///< eV
  std::string word;               ///< of the user's label column; "": none
  bool taught = false;            ///< it taught the forest that is asked, as it is in some frame (teachers.h)
};

struct SiteTable {
  std::vector<std::string> boxes;
  std::string definition;  ///< of the features
  std::vector<SiteRow> rows;
};

/// What one frame of a run looks like as a whole.
struct FrameRow {
  std::int64_t index = 0, number = 0, row = -1;
  std::int64_t host_sites = 0;          ///< sides of host atoms that have a layer above them
  double d002 = 0, d002_deviation = 0;  ///< Å; NaN without layers
  double nearest_guest = 0;             ///< Å, mean over guests that have one within `farthest`; NaN: none
  double coordination = 0;              ///< mean number of guests within guest_radius (F1); NaN: no guests
};

/// A run, its guests at `at`, and its frames. `every_frame`: keep the features of all guests in all frames.
struct RunSites {
  std::vector<SiteRow> guests;
  std::vector<FrameRow> frames;
  std::vector<std::vector<Site>> sites;  ///< [frame][guest]; empty unless asked for
  std::int64_t farthest_seen() const;    ///< rows between insertion and the frame, at most
};
/// Throws Error when guest or host of the settings are not those of the run.
RunSites sites_of_run(const InsertionRun& run, const FeatureSettings& settings, At at, bool every_frame);

/// Rows of several runs; appends a box.
void append(SiteTable& table, const std::string& box, const RunSites& run);

/// Throws Error with file and line: a table of `nacre sites features` (its definition in the head), a box a value of
/// `group_column` ("": the file is one box). Binding energies are the column binding_energy_eV, an empty field none;
/// without `label_column` ("") some row must have one.
SiteTable read_site_table(const std::string& file, const std::string& label_column, const std::string& group_column);

/// A row for each guest: box, N, row, features, test, binding energy. It is read by read_site_table.
report::Table table_of(const SiteTable& sites, const FeatureSettings& settings);

}  // namespace nacre::sites
