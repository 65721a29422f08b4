// A stage that labels the sites of an insertion: `nacre sites all`, on the folder of an insert stage.
#include "app/pipeline/kinds.h"
#include "insert/insertion.h"

namespace nacre::app {

namespace {
const std::vector<std::string> given{"folder", "output-dir", "output"};

/// The files of an insertion that the labels come from.
void read_files_of(StageReader& reader, int insertion) {
  const std::string name = "stage:" + reader.reading().pipeline.stages[insertion].name + "/";
  for (const char* file : {insert::ledger_file, "structures.xyz", insert::final_file}) reader.input(name + file, "run");
}

int insertion_of(StageReader& reader) {
  if (!reader.has("run")) return reader.nearest("insert");
  const auto& stages = reader.reading().pipeline.stages;
  for (std::size_t k = 0; k < stages.size(); ++k)
    if ("stage:" + stages[k].name == reader.word("run") && stages[k].command == "insert") return static_cast<int>(k);
  throw reader.at(Error("no insertion of this name stands before this stage").value(reader.word("run")), "run");
}
}  // namespace

void read_sites_stage(StageReader& reader) {
  if (!has_command({"sites", "all"})) throw reader.at(Error("this build has no `nacre sites`"), "");
  const int insertion = insertion_of(reader);
  if (insertion < 0) throw reader.at(Error("no stage before this one inserts"), "run");
  read_files_of(reader, insertion);
  StageCall call{{"sites", "all", reader.folder_seen(insertion)}, {}, "summary.yaml"};
  for (const CommandOption& o : options_of({"sites", "all"}))
    if (std::find(given.begin(), given.end(), o.name) != given.end() && o.name != "output")
      call.words.push_back("--" + o.name + "=.");
  for (std::string& w : reader.options({"sites", "all"}, reader.keys(), "", given, {"forest"}, {"command", "run"}))
    call.words.push_back(std::move(w));
  reader.check(call, reader.keys(), "");
  reader.stage().calls.push_back(std::move(call));
}

std::vector<KeyRow> sites_keys() {
  std::vector<KeyRow> rows{{"run", "stage:NAME", "insertion before", "The insertion whose sodium is labelled."}};
  for (KeyRow& row : option_rows({"sites", "all"}, given)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace nacre::app
