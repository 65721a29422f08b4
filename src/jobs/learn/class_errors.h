// Errors by class of the first member of every round: which kinds of frames a loop has learnt, and which it has not.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "report/summary.h"
#include "report/table.h"
#include "train/report/evaluation.h"

namespace nacre::jobs::learn {

struct RoundErrors {
  std::int64_t round = 0;
  std::string set;  ///< train or test
  train::ClassErrors errors;
};

/// From the summary of a training, as `nacre train --summary` writes it. Throws Error where it is none.
std::vector<RoundErrors> read_round_errors(const std::string& summary_file, std::int64_t round);
/// classes.csv
report::Table class_error_table(const std::vector<RoundErrors>& rows);
std::vector<report::Summary::Map> class_error_maps(const std::vector<RoundErrors>& rows);
/// Lines for a reader, below a line of headings.
std::vector<std::string> class_error_lines(const std::vector<RoundErrors>& rows);

}  // namespace nacre::jobs::learn
