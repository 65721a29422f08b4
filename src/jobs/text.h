// Text and rows for a report.
#pragma once
#include <string>
#include <vector>

#include "report/report.h"

namespace nacre::jobs {

/// The lines, each with its end.
std::string text_of(const std::vector<std::string>& lines);

/// A row of one number; `format` is {fmt}'s.
report::Row number_row(std::string key, std::string what, double value, std::string unit = "",
                       const std::string& format = "{:g}");

/// "s" unless `number` is 1.
inline const char* plural(std::size_t number) { return number == 1 ? "" : "s"; }

/// As many characters of UTF-8 as there are columns.
std::string first_columns(const std::string& text, std::size_t columns);

/// "note: ...", broken into lines.
std::string note_text(const std::string& note);

}  // namespace nacre::jobs
