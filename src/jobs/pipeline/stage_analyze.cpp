// A stage that analyses a structure or a trajectory: its keys are the analyses, below each the options of
// `nacre analyze NAME`. Tables and pictures that they name appear in the stage's folder.
#include "jobs/pipeline/kinds.h"

namespace nacre::jobs::pipeline {

namespace {
const std::vector<std::string> given_by_analyze{"output-dir", "config", "schema"};

/// Names of the jobs below `analyze`.
std::vector<std::string> analyses() {
  std::vector<std::string> names;
  const std::string below = "analyze ";
  for (const JobKind& kind : job_kinds())
    if (kind.command.rfind(below, 0) == 0) names.push_back(kind.command.substr(below.size()));
  return names;
}

void read_analysis(StageReader& reader, const std::string& name, const YAML::Node& options, const std::string& file) {
  const std::string command = "analyze " + name;
  StageCall call = call_on(command, {file});
  call.summary = "summary-" + name + ".yaml";
  if (name == "all") {
    call.options.push_back({"output-dir", {"."}});
    call.summary = "";  // the folder gets one anyway
    call.is_on_page = true;
  }
  if (!options.IsMap() && !options.IsNull())
    throw reader.at(Error("options of the analysis, or nothing, below it"), name);
  const std::size_t errors = reader.reading().errors->size();
  for (auto& option : reader.options(command, options, name + ".", given_by_analyze, {}))
    call.options.push_back(std::move(option));
  if (call.is_on_page) reader.give_reference(call);
  if (reader.reading().errors->size() == errors) reader.check(call, options, name + ".");
  reader.stage().calls.push_back(std::move(call));
}
}  // namespace

void read_analyze_stage(StageReader& reader) {
  const std::string file = reader.structure("structure");
  std::vector<std::string> known{"command", "structure"};
  for (std::string& name : analyses()) known.push_back(std::move(name));
  reader.expect(known);
  for (const auto& entry : reader.keys()) {
    const std::string name = entry.first.Scalar();
    if (name != "command" && name != "structure" && find_job("analyze " + name) != nullptr)
      read_analysis(reader, name, entry.second, file);
  }
  if (reader.stage().calls.empty()) throw reader.at(Error("no analysis is asked for, for example `all:`"), "");
}

std::vector<KeyRow> analyze_keys() {
  return {{"structure", "file or stage:NAME/FILE", "stage before", "What is analysed."},
          {"ANALYSIS", "map", "at least one",
           "`all`, `rdf`, ...: below it the options of `nacre analyze ANALYSIS`, with _ in place of -; "
           "`all:` alone takes the defaults."}};
}

}  // namespace nacre::jobs::pipeline
