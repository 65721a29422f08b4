// A table that an earlier call wrote as CSV (render.h), as data.
#pragma once
#include <optional>
#include <string>

#include "report/table.h"

namespace nacre::report {

/// Comments, names of the columns, rows; numbers become doubles, all else words. Rows of another length are left out.
Table read_csv(const std::string& text);

/// The number in a cell; nothing when it holds a word or nothing.
std::optional<double> number_of(const Cell& cell);

}  // namespace nacre::report
