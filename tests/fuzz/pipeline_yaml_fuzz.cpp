// The configuration of a pipeline: all its stages are read and checked, nothing runs.
#include "fuzz.h"
#include "jobs/pipeline/read_pipeline.h"

namespace nacre::fuzz {

void pipeline_yaml(Bytes bytes) {
  const std::string file = file_of(bytes, "pipeline.yaml");
  jobs::pipeline::is_pipeline(file);
  std::vector<Error> errors;
  jobs::pipeline::read_pipeline(file, errors);
  require_messages(errors);
}

}  // namespace nacre::fuzz
