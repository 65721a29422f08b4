// One policy for what an earlier call left where a command is about to write:
//   finished                  moved to NAME.old, one generation; said in one line, also with --quiet
//   a checkpoint of unfinished work     an error that names --resume and --restart; with --restart it is moved too
//   tables, pictures and frames of another input    as finished ones; the same bytes again are no other result
//   files without a checkpoint          moved; where a command appends, only when it is asked to (--append)
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "io/checkpoint.h"
#include "jobs/job.h"

namespace nacre::jobs {

/// nacre::set_aside(), and says what was moved.
void set_aside(const std::vector<std::string>& paths, Log& log);

/// Writes files whole, of which `name` is the path. Those that are there and say something else are moved to .old first,
/// which is said in one line.
void replace_files(const std::vector<report::File>& files, Log& log);

/// Throws Error where the earlier work has not ended and where its checkpoint cannot be read. `unit` of what the
/// checkpoint holds: "step".
void expect_ended(const std::function<EarlierWork()>& find, const std::string& unit);

/// The folder beside an input that is named after it: "a/model.xyz" and "-analysis" make "a/model-analysis". Of a
/// folder "a/run" it is "a/run-sites"; of "." or "..", a folder inside with their own name.
std::string beside(const std::string& input, const std::string& ending, const Surroundings& around);

}  // namespace nacre::jobs
