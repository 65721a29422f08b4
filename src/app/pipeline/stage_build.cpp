// A stage that makes a structure: `nacre build random` or `nacre build crystal`.
#include <filesystem>

#include "app/pipeline/kinds.h"
#include "io/files.h"

namespace nacre::app {

namespace {
const std::vector<std::string> given{"output"};

bool is_kind(const std::string& kind) { return has_command({"build", kind}) && !kind.empty(); }

/// Built here already, to see that it can be, and to check the stages after it with.
void try_out(StageReader& reader, const StageCall& call) {
  Stage& stage = reader.stage();
  stage.probe = (std::filesystem::path(reader.reading().scratch) / (stage.name + ".xyz")).string();
  std::vector<std::string> words = call.words;
  words.insert(words.end(), {"--output=" + stage.probe, "--quiet"});
  try {
    call_command(words);
  } catch (const Error& e) {
    reader.collect(reader.at(e, ""));
    stage.probe.clear();
  }
}
}  // namespace

void read_build_stage(StageReader& reader) {
  Stage& stage = reader.stage();
  const std::string kind = reader.has("kind") ? reader.word("kind") : "";
  if (!is_kind(kind)) throw reader.at(Error("not a kind of structure").value(kind).allowed("random | crystal"), "kind");
  StageCall call;
  call.words = {"build", kind};
  const std::size_t errors = reader.reading().errors->size();
  if (kind == "crystal") {
    if (!reader.has("name")) throw reader.at(Error("the name of the crystal is needed"), "name");
    call.words.push_back(reader.word("name"));
  }
  const std::vector<std::string> also = kind == "crystal" ? std::vector<std::string>{"command", "kind", "name"}
                                                          : std::vector<std::string>{"command", "kind"};
  for (std::string& w : reader.options({"build", kind}, reader.keys(), "", given, {}, also))
    call.words.push_back(std::move(w));
  if (!reader.has("seed") && reader.reading().seed) {
    call.words.push_back("--seed=" + *reader.reading().seed);
    stage.settings["seed"] = *reader.reading().seed;
  }
  StageCall complete = call;
  complete.words.push_back("--output=" + stage.structure);
  complete.summary = "summary.yaml";
  if (reader.reading().errors->size() == errors) reader.check(complete, reader.keys(), "");
  if (reader.reading().errors->size() == errors) try_out(reader, call);
  stage.calls.push_back(std::move(complete));
}

std::vector<KeyRow> build_keys() {
  std::vector<KeyRow> rows{{"kind", "random \\| crystal", "needed", "What `nacre build` makes."}};
  for (const char* kind : {"random", "crystal"}) {
    if (std::string(kind) == "crystal")
      rows.push_back({"name", "word", "needed", "Of kind crystal: graphite, graphene, diamond, bcc."});
    for (KeyRow& row : option_rows({"build", kind}, given)) {
      row.sentence = std::string("Of kind ") + kind + ": " + row.sentence;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace nacre::app
