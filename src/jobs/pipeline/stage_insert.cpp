// A stage that inserts: `nacre insert`. Its keys are those of insert.yaml. The structure and the potential are copied
// into its folder: an insertion that was cut off goes on only while insert.yaml says the same, wherever the folder is.
#include <filesystem>

#include "force/registry.h"
#include "insert/insertion.h"
#include "insert/keys.h"
#include "io/paths.h"
#include "jobs/insert.h"
#include "jobs/pipeline/insertion_rows.h"
#include "jobs/pipeline/kinds.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

/// The keys of insert.yaml among those of the stage, with their places in the file, and `structure`.
YAML::Node insert_map(StageReader& reader, const std::string& structure) {
  YAML::Node map(YAML::NodeType::Map);
  for (const auto& entry : reader.keys())
    if (entry.first.Scalar() != "command" && entry.first.Scalar() != "structure") map[entry.first] = entry.second;
  map["structure"] = structure;
  if (!reader.has("seed") && reader.reading().seed) map["seed"] = *reader.reading().seed;
  return map;
}

/// As `nacre check` does with the files that are there already.
void check_files(StageReader& reader, insert::InsertSettings settings, bool has_potential) {
  if (!has_potential) return;
  const std::string probe = reader.stage().probe;
  std::vector<Error> errors;
  settings.structure = probe;
  std::vector<std::string> warnings;  // said when the stage runs
  list_insert_file_errors(settings, errors, warnings);
  for (Error& e : errors)
    if (!probe.empty() || e.file() != insert::path_in(settings, probe)) reader.collect(e);
}

/// The name of the file's copy; the compiled-in carbon keeps its name.
std::string potential_seen(StageReader& reader) {
  std::string written = reader.word("potential");
  const bool is_there = file_exists(fs::path(reader.reading().pipeline.folder) / written);
  if (!is_there && is_default_force(written)) return written;
  reader.input(written, "potential");
  return reader.copy_of_last();
}
}  // namespace

void read_insert_stage(StageReader& reader) {
  PipelineStage& stage = reader.stage();
  reader.structure("structure");
  YAML::Node map = insert_map(reader, reader.copy_of_last("host.xyz"));
  PipelineReading& reading = reader.reading();
  const std::size_t errors = reading.errors->size();
  insert::InsertSettings settings = insert::parse_insert_settings(map, reading.pipeline.file, *reading.errors);
  settings.folder = reading.pipeline.folder;
  if (reading.errors->size() != errors) return;
  const std::size_t inputs = stage.inputs.size();
  const std::string potential = potential_seen(reader);
  const bool is_made = stage.inputs.size() > inputs && stage.inputs.back().stage >= 0;
  check_files(reader, settings, !is_made);
  if (settings.seeds.size() > 1) {
    const std::string first = insert::seed_folder(settings.seeds[0]) + "/";
    stage.structure = first + insert::final_file, stage.checkpoint = first + insert::checkpoint_file;
  }
  if (!reader.has("seed") && reading.seed) stage.settings["seed"] = *reading.seed;
  map = YAML::Clone(map);
  map["potential"] = potential;
  YAML::Emitter text;
  text << map;
  stage.made["insert.yaml"] = std::string(text.c_str()) + "\n";
  StageCall call = call_on("insert", {"insert.yaml"});
  call.summary = "summary.yaml";
  stage.calls.push_back(std::move(call));
  stage.results = [reference = reading.pipeline.reference](const PipelineStage& s) {
    return insertion_report(s, report::read_published(reference));
  };
}

std::vector<KeyRow> insert_keys() {
  std::vector<KeyRow> rows;
  for (const insert::Key& k : insert::key_table()) rows.push_back({k.name, k.values, k.standard, k.sentence});
  for (KeyRow& row : rows)
    if (row.name == "structure") row.values = "file or stage:NAME", row.standard = "stage before";
  return rows;
}

}  // namespace nacre::jobs::pipeline
