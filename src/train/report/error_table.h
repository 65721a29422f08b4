// Errors by class, as lines of text and as maps for a summary: what `nacre train` and `nacre predict` say alike.
#pragma once
#include <string>
#include <vector>

#include "report/summary.h"
#include "train/report/evaluation.h"

namespace nacre::train {

/// Numbers that are not finite (no label) are left out.
std::vector<report::Summary::Map> class_maps(const std::vector<ClassErrors>& classes);

/// One of them has an error of differences.
bool any_difference(const std::vector<ClassErrors>& classes);
/// `with_difference`: a column for it.
std::string error_table_head(bool with_difference);
/// `set`: "train", "test" or empty.
std::string error_table_row(const char* set, const ClassErrors& errors, bool with_difference);

}  // namespace nacre::train
