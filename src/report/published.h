// What publications say of the quantities that the pages show: one table, key "section.row" to words, number and
// source. The table of the program is a hard carbon, Chem. Sci. 2026, 17, 2547, 10.1039/d5sc07068f: 5,000 carbon atoms
// at random in 41.4 Å, 4 ps at 4000 K, and sodium in it. A user's own file takes its place (--reference FILE):
//   carbon:                                   # the page of nacre analyze all
//     head: measured, sample A                # above the column of these figures
//     source: J. Doe, private communication   # below the page
//     rows:
//       cell.density_g_cm3: 1.52
//       rdf.first_peaks_A: 1.42, 2.42
//       xrd.peaks.002: {words: "23.1, 3.85", value: 3.85, at: 23.1, source: "Fig. 3"}
//   sites: ...                                # nacre sites all
//   insertion: ...                            # the insertions of nacre pipeline
// Unknown keys are refused, with the nearest known one. What the file does not name has no published figure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "report/report.h"

namespace nacre::report {

struct PublishedRow {
  std::string key;              ///< "hybridization.sp2_percent"
  std::string words;            ///< as a page shows it
  std::string source;           ///< empty: that of its group
  std::optional<double> value;  ///< where it is one number
  std::optional<double> at;     ///< what it belongs to: an angle 2 theta (degrees), a ratio Na:C
};

/// The figures of one page.
struct PublishedGroup {
  std::string key;     ///< carbon, sites, insertion
  std::string head;    ///< above their column
  std::string source;  ///< publication, figure, what was made
  std::vector<PublishedRow> rows;
};

class PublishedTable {
 public:
  explicit PublishedTable(std::vector<PublishedGroup> groups) : groups_(std::move(groups)) {}

  /// Null when nothing is published.
  const PublishedRow* find(const std::string& key) const;
  /// As a row of a report holds it; nothing when nothing is published.
  std::optional<Published> of(const std::string& key) const;
  /// All below "xrd.peaks", in the order of the table.
  std::vector<const PublishedRow*> below(const std::string& key) const;
  /// Empty strings when the table has no such group.
  const PublishedGroup& group(const std::string& key) const;
  const std::vector<PublishedGroup>& groups() const { return groups_; }
  /// As a user's file, ready for --reference.
  std::string yaml() const;

 private:
  std::vector<PublishedGroup> groups_;
};

/// No figures: of an analysis whose material nobody named.
const PublishedTable& nothing_published();
/// The hard carbon of 2026.
const PublishedTable& published_hard_carbon();
/// A user's file; `path` empty: the table of the program. Throws Error(bad_input) with file, line, key.
PublishedTable read_published(const std::string& path);

}  // namespace nacre::report
