// stage.yaml, the record of a stage of a pipeline that is done.
#include "fuzz.h"
#include "jobs/pipeline/stage_record.h"

namespace nacre::fuzz {

void stage_yaml(Bytes bytes) {
  file_of(bytes, "read.yaml");
  jobs::pipeline::PipelineStage stage;
  stage.name = "stage", stage.folder = scratch_folder();
  const auto record = jobs::pipeline::read_record(stage, "read.yaml");
  if (!record) return;
  jobs::pipeline::write_record(stage, "again.yaml", *record);
  const auto again = jobs::pipeline::read_record(stage, "again.yaml");
  require(again.has_value(), "a written record is read");
  require(jobs::pipeline::difference(record->cause, again->cause).empty(), "a written record is read as it was");
}

}  // namespace nacre::fuzz
