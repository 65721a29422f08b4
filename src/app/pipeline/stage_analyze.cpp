// A stage that analyses a structure or a trajectory: its keys are the analyses, below each the options of
// `nacre analyze NAME`. Tables and pictures that they name appear in the stage's folder.
#include "app/pipeline/kinds.h"

namespace nacre::app {

namespace {
const std::vector<std::string> given{"output-dir", "config", "schema"};

void read_analysis(StageReader& reader, const std::string& name, const YAML::Node& options, const std::string& file) {
  StageCall call{{"analyze", name, file}, {}, "summary-" + name + ".yaml"};
  if (name == "all") {
    call.words.push_back("--output-dir=.");
    call.summary = "";  // the folder gets one anyway
  }
  if (!options.IsMap() && !options.IsNull())
    throw reader.at(Error("options of the analysis, or nothing, below it"), name);
  const std::size_t errors = reader.reading().errors->size();
  for (std::string& w : reader.options({"analyze", name}, options, name + ".", given, {}, {}))
    call.words.push_back(std::move(w));
  if (reader.reading().errors->size() == errors) reader.check(call, options, name + ".");
  reader.stage().calls.push_back(std::move(call));
}
}  // namespace

void read_analyze_stage(StageReader& reader) {
  const std::string file = reader.structure("structure");
  std::vector<std::string> known{"command", "structure"};
  for (const std::string& name : command_names({"analyze"})) known.push_back(name);
  reader.expect(known);
  for (const auto& entry : reader.keys()) {
    const std::string name = entry.first.Scalar();
    if (name != "command" && name != "structure" && has_command({"analyze", name}))
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

}  // namespace nacre::app
