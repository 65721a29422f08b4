// Tables of a page: rows beside published values, and the data of figures.
#pragma once
#include <string>

#include "report/page.h"
#include "report/page_allowance.h"

namespace nacre::report {

/// Rows of a section: what, found and, where something is published, that. `published_head`: of that column.
std::string html_rows(const Section& section, const std::string& published_head);
/// All rows of a part as a table of their own, for programs.
Table rows_table(const Report& report);

/// Where the whole of a table is: within the link, beside the page, or both; words when it is nowhere.
std::string html_table_links(const PageTable& table, PageAllowance& allowance);
/// Few rows of it, folded. `whole`: where all of it is, as links.
std::string html_table(const PageTable& table, const std::string& whole, PageAllowance& allowance);
/// Names and values.
std::string html_facts(const std::vector<std::pair<std::string, std::string>>& facts, const std::string& caption);

}  // namespace nacre::report
