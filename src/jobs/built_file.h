// What every `nacre build` does with its structure: room is asked for before it is made, then it is written and reported.
#pragma once
#include <string>

#include "build/structure.h"
#include "jobs/job.h"

namespace nacre::jobs {

/// Throws Error(failed) where the memory does not hold so many atoms. More than fit into an index are refused where they are
/// counted, or by check_number().
void check_room(double atoms);
/// Throws Error(bad_input) for more than 2147483647 atoms, with the option that sets their number, then asks for room.
void check_number(double atoms, const char* option);
/// The option `output`.
void add_built_output(Options& table, std::string& output);
/// Writes the file, with 17 digits, so that it reads back to the same bits; atoms and density.
report::Report write_built(const Structure& structure, const std::string& output, const Surroundings& around);
/// A further number of the report: a row, a line of the page, a key of the summary.
void add_number(report::Report& report, const std::string& key, const std::string& what, double value,
                const std::string& format);

}  // namespace nacre::jobs
