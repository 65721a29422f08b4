// Subcommands made from the table of jobs (jobs/job.h): options, help, --device, --threads, --quiet, --summary, and for
// analyses --config and --schema. The callback runs the job with a log on the terminal, prints the page of its report
// unless --quiet and writes --summary.
#pragma once
#include <map>
#include <string>
#include <utility>

namespace CLI {
class App;
}

namespace nacre::app {

struct GlobalOptions;

/// The job of this command ("run", "analyze rdf"), which the table must have, below `parent`.
void add_job(CLI::App& parent, const std::string& command, GlobalOptions& options);
/// A command `group` with all jobs of the table whose command begins with it below it; `example`: for its help.
void add_job_group(CLI::App& app, const std::string& group, const std::string& sentence, const std::string& example,
                   GlobalOptions& options);

}  // namespace nacre::app
