// Renderings of a report: the page of text and the files. Tables: csv.h; the summary renders itself (summary.h).
#pragma once
#include <string>
#include <vector>

#include "report/csv.h"
#include "report/report.h"

namespace nacre::report {

/// One row of a page: what, found, published.
std::string row_text(const Row& row, int what_width = 38);
/// The line above the rows that names the column of published figures.
std::string published_line(const std::string& head, int what_width = 38);
/// The title and the rows of a section, or why there are none.
std::string section_text(const Section& section, int what_width = 38);
/// The whole page.
std::string page_text(const Report& report);

/// Name and content of every table, figure and file of the report, in this order.
std::vector<File> files_of(const Report& report);

}  // namespace nacre::report
