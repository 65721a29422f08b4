// A file of options (--config) for a command with sections.
#include "fuzz.h"
#include "jobs/job.h"
#include "jobs/option_file.h"

namespace nacre::fuzz {

void options_yaml(Bytes bytes) {
  const std::string command = "analyze all";
  const auto job = jobs::find_job(command)->make();
  jobs::Options table;
  job->options(table);
  jobs::read_option_file(file_of(bytes, "options.yaml"), command, table);
}

}  // namespace nacre::fuzz
