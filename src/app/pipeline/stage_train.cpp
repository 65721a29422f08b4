// A stage that trains a potential: `nacre train` on copies of a nep.in and the data beside it. The result is nep.txt:
// `potential stage:NAME/nep.txt` in a later deck.
#include <filesystem>

#include "app/command_train.h"
#include "app/pipeline/kinds.h"

namespace nacre::app {

namespace {
const std::vector<std::string> given{"resume", "check", "keywords", "stop-after"};
}

void read_train_stage(StageReader& reader) {
  namespace fs = std::filesystem;
  Stage& stage = reader.stage();
  if (!reader.has("folder")) throw reader.at(Error("the folder with nep.in and train.xyz is needed"), "folder");
  const fs::path folder = fs::path(reader.reading().pipeline.folder) / reader.word("folder");
  for (const char* name : {"nep.in", "train.xyz", "test.xyz"}) {
    if (std::string(name) == "test.xyz" && !fs::exists(folder / name)) continue;
    reader.input((fs::path(reader.word("folder")) / name).string(), "folder");
    stage.copied.emplace_back(name, stage.inputs.back().path);
  }
  std::vector<Error> errors;
  list_train_errors(folder.string(), errors);
  for (const Error& e : errors) reader.collect(e);
  StageCall call{{"train", "."}, {}, "summary.yaml"};
  for (std::string& w : reader.options({"train"}, reader.keys(), "", given, {}, {"command", "folder"}))
    call.words.push_back(std::move(w));
  reader.check(call, reader.keys(), "");
  stage.calls.push_back(std::move(call));
}

std::vector<KeyRow> train_keys() {
  std::vector<KeyRow> rows{{"folder", "folder", "needed", "Holds nep.in, train.xyz and, if there is one, test.xyz."}};
  for (KeyRow& row : option_rows({"train"}, given)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace nacre::app
