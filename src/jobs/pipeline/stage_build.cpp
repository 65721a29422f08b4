// A stage that makes a structure: `nacre build random`, `nacre build crystal` and the others.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <memory>

#include "io/files.h"
#include "jobs/pipeline/kinds.h"

namespace nacre::jobs::pipeline {

namespace {
/// The last four: a stage has a deck of its own, and leaves no file but its structure.
const std::vector<std::string> given_by_build{"output", "deck", "potential", "temperature", "table"};

/// The last words of the commands `nacre build ...`.
std::vector<std::string> kinds_of_structure() {
  const std::string group = "build ";
  std::vector<std::string> kinds;
  for (const JobKind& kind : job_kinds())
    if (kind.command.starts_with(group)) kinds.push_back(kind.command.substr(group.size()));
  return kinds;
}

std::string alternatives(const char* between) { return fmt::format("{}", fmt::join(kinds_of_structure(), between)); }

bool is_kind(const std::string& kind) { return !kind.empty() && find_job("build " + kind) != nullptr; }

bool has_seed(const std::string& command) {
  const std::unique_ptr<Job> job = find_job(command)->make();
  Options table;
  job->options(table);
  return table.find("seed") != nullptr;
}

/// Built here already, to see that it can be, and to check the stages after it with.
void try_out(StageReader& reader, StageCall call) {
  PipelineStage& stage = reader.stage();
  stage.probe = (std::filesystem::path(reader.reading().scratch) / (stage.name + ".xyz")).string();
  call.options.push_back({"output", {stage.probe}});
  try {
    filled(call, false).job->run({});
  } catch (const Error& e) {
    reader.collect(reader.at(e, ""));
    stage.probe.clear();
  }
}
}  // namespace

void read_build_stage(StageReader& reader) {
  PipelineStage& stage = reader.stage();
  const std::string kind = reader.has("kind") ? reader.word("kind") : "";
  if (!is_kind(kind))
    throw reader.at(Error("not a kind of structure").value(kind).allowed(alternatives(" | ")), "kind");
  const bool is_crystal = kind == "crystal";
  if (is_crystal && !reader.has("name")) throw reader.at(Error("the name of the crystal is needed"), "name");
  StageCall call = call_on("build " + kind, {is_crystal ? reader.word("name") : ""});
  call.summary = "summary.yaml";
  const std::size_t errors = reader.reading().errors->size();
  std::vector<std::string> also{"command", "kind"};
  if (is_crystal) also.emplace_back("name");
  for (auto& option : reader.options(call.command, reader.keys(), "", given_by_build, also))
    call.options.push_back(std::move(option));
  if (!reader.has("seed") && reader.reading().seed && has_seed(call.command)) {
    call.options.push_back({"seed", {*reader.reading().seed}});
    stage.settings["seed"] = *reader.reading().seed;
  }
  StageCall complete = call;
  complete.options.push_back({"output", {stage.structure}});
  if (reader.reading().errors->size() == errors) reader.check(complete, reader.keys(), "");
  if (reader.reading().errors->size() == errors) try_out(reader, call);
  stage.calls.push_back(std::move(complete));
}

std::vector<KeyRow> build_keys() {
  std::vector<KeyRow> rows{{"kind", alternatives(" \\| "), "needed", "What `nacre build` makes."}};
  for (const std::string& kind : kinds_of_structure()) {
    if (kind == "crystal")
      rows.push_back({"name", "word", "needed", "Of kind crystal: graphite, graphene, diamond, bcc."});
    for (KeyRow& row : option_rows("build " + kind, given_by_build)) {
      row.sentence = "Of kind " + kind + ": " + row.sentence;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace nacre::jobs::pipeline
