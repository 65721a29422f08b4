// A table as a CSV file: comments after "# ", a line of names, a line a row.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "report/table.h"

namespace nacre::report {

/// Numbers as their column's format says, integers in full, empty cells empty; words that hold a comma, a quotation mark
/// or the end of a line stand in quotation marks.
std::string csv_text(const Table& table);

/// The rows of a later frame below those of the earlier ones; an empty table becomes the later one.
void append(Table& table, Table later);
/// Every line of a text (one or several, with or without an end) as a comment of the table.
void add_comments(Table& table, const std::string& lines);
/// A cell that is empty where there is no number or it is not finite.
Cell finite_cell(std::optional<double> value);

}  // namespace nacre::report
