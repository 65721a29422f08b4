// A file of options (--config FILE.yaml), and YAML values as words of an option: keys are the long names of options.
//   rmax: 12                 an option of the job that is called, which must have it
//   rings:                   a section (a map under the name of a sister command): options of that command only; where
//     cutoff: [C-C=1.85]     it is the one called they win over the keys outside. A list gives several values
// Sections of commands that are not called are checked by name, so that no typing error waits; a job that has sections
// itself (options.h) takes theirs as its own.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "jobs/job.h"
#include "jobs/options.h"

namespace YAML {
class Node;
}

namespace nacre::jobs {

/// A scalar, or a list of scalars, into the option. Throws Error with file, line, key, value and what is allowed.
void set_option(Option& option, const YAML::Node& value, const std::string& file);

/// Where options were set: name, file and line, for errors that come later.
using OptionPlaces = std::map<std::string, std::pair<std::string, long>>;

/// Reads the file for the job `command` ("analyze rdf") with its `table`. Options that are given already stay as they
/// are. Throws Error(bad_input).
OptionPlaces read_option_file(const std::string& path, const std::string& command, Options& table);

/// Every option with what it is and its standard, ready to be such a file.
std::string option_file_schema(const std::string& command, const Options& table);

}  // namespace nacre::jobs
