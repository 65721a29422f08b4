// The page of nacre insert: voltage, ledger, structure and settings, while the rows are made and after them.
#pragma once
#include <string>

#include "insert/settings.h"
#include "jobs/page/live_page.h"

namespace nacre::jobs {

/// In the folder of insert.yaml. `viewer`: the script of --viewer, or empty. `settings` must outlive it.
PageSource insert_page(const insert::InsertSettings& settings, const std::string& viewer);

}  // namespace nacre::jobs
