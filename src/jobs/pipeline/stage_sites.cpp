// A stage that labels the sites of an insertion: `nacre sites all`, on the folder of an insert stage.
#include <fmt/format.h>

#include "insert/insertion.h"
#include "io/words.h"
#include "jobs/pipeline/kinds.h"

namespace nacre::jobs::pipeline {

namespace {
const std::string command = "sites all";
const std::vector<std::string> given_by_sites{"output-dir", "structures"};

/// The folders of the insertion, one a seed, as seen from its own.
std::vector<std::string> runs_of(const PipelineStage& insertion) {
  const auto seeds = insertion.settings.find("seed");
  if (insertion.structure.find('/') == std::string::npos || seeds == insertion.settings.end()) return {""};
  std::vector<std::string> folders;
  for (const std::string& seed : split_words(seeds->second)) folders.push_back("seed-" + seed);
  return folders;
}

std::string setting_of(const PipelineStage& stage, const char* key, const char* standard) {
  const auto found = stage.settings.find(key);
  return found == stage.settings.end() ? standard : found->second;
}

/// The files that the labels come from become inputs; the words name the folders.
void read_runs(StageReader& reader, const PipelineStage& insertion, StageCall& call) {
  if (setting_of(insertion, "structures.every", "10") == "0")
    reader.collect(
        reader.at(Error("this insertion keeps no structures: structures.every is 0").value(insertion.name), "run"));
  const std::string frames = setting_of(insertion, "structures.file", "structures.xyz");
  std::vector<std::string> folders;
  for (const std::string& run : runs_of(insertion)) {
    const std::string below = run.empty() ? "" : "/" + run;
    for (const std::string& file : {std::string(insert::ledger_file), frames, std::string(insert::final_file)})
      reader.input(fmt::format("stage:{}{}/{}", insertion.name, below, file), "run");
    folders.push_back(seen_from(reader.stage().folder, insertion.folder + below));
  }
  call = call_on(command, std::move(folders));
  call.is_on_page = true;
  if (frames != "structures.xyz") call.options.push_back({"structures", {frames}});
}

int insertion_of(StageReader& reader) {
  if (!reader.has("run")) return reader.nearest("insert");
  const auto& stages = reader.reading().pipeline.stages;
  for (std::size_t k = 0; k < stages.size(); ++k)
    if ("stage:" + stages[k].name == reader.word("run")) {
      if (!stages[k].is_whole) throw DependsOnUnread{};
      if (stages[k].command == "insert") return static_cast<int>(k);
    }
  throw reader.at(Error("no insertion of this name stands before this stage").value(reader.word("run")), "run");
}
}  // namespace

void read_sites_stage(StageReader& reader) {
  const int insertion = insertion_of(reader);
  if (insertion < 0) throw reader.at(Error("no stage before this one inserts"), "run");
  StageCall call;
  read_runs(reader, reader.reading().pipeline.stages[insertion], call);
  call.options.push_back({"output-dir", {"."}});
  for (auto& option : reader.options(command, reader.keys(), "", given_by_sites, {"command", "run"}))
    call.options.push_back(std::move(option));
  const bool trains = !reader.has("forest");  // nothing else draws
  if (trains && !reader.has("seed") && reader.reading().seed) {
    call.options.push_back({"seed", {*reader.reading().seed}});
    reader.stage().settings["seed"] = *reader.reading().seed;
  }
  reader.give_reference(call);
  reader.check(call, reader.keys(), "");
  reader.stage().calls.push_back(std::move(call));
}

std::vector<KeyRow> sites_keys() {
  std::vector<KeyRow> rows{
      {"run", "stage:NAME", "insertion before", "The insertion whose inserted atoms are labelled."}};
  for (KeyRow& row : option_rows(command, given_by_sites)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace nacre::jobs::pipeline
