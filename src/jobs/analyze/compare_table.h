// The rows of nacre analyze compare: numbers that the summaries of nacre analyze all hold, side by side.
//   difference = value - value of the first column,   its error = sqrt(error^2 + error of the first^2)
// Errors are those of chance where one is known, of one frame, because frames of a run are not independent:
//   a share p of N atoms        sqrt(p (1 - p) / N)
//   n rings of a size, per atom sqrt(n) / N            rings counted as independent; of none, that of one
//   a fitted peak               that of the fit
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "report/report.h"

namespace nacre::jobs::analyze {

/// One structure or run.
struct Compared {
  std::string name;                             ///< short, unlike the others
  report::Summary summary;                      ///< of nacre analyze all
  std::map<std::string, report::Table> tables;  ///< rdf.csv, xrd.csv, pores.csv, where there is one
};

struct Measured {
  double value = 0;
  std::optional<double> error;
};

struct CompareRow {
  std::string key, what, unit;
  int digits = 3;
  std::vector<std::optional<Measured>> values;              ///< [structure]
  std::optional<Measured> difference(std::size_t k) const;  ///< to the first
};

/// Rows of which at least one structure has a value. Throws Error(bad_input) for a summary of another kind.
std::vector<CompareRow> compare_rows(const std::vector<Compared>& structures);
/// For a terminal.
std::string compare_text(const std::vector<Compared>& structures, const std::vector<CompareRow>& rows);
report::Table compare_table(const std::vector<Compared>& structures, const std::vector<CompareRow>& rows);
report::Summary compare_summary(const std::vector<Compared>& structures, const std::vector<CompareRow>& rows);
/// A section for each structure.
std::vector<report::Section> compare_sections(const std::vector<Compared>& structures,
                                              const std::vector<CompareRow>& rows);
/// g(r), pattern, rings and pore sizes, the structures over each other.
std::string compare_svg(const std::vector<Compared>& structures);

}  // namespace nacre::jobs::analyze
