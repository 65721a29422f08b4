// A stage that trains a potential: `nacre train` on copies of a nep.in and of all files that it reads: the data,
// zbl.in, the two files of fine_tune, nep.restart and nep.txt where the search starts from them. The result is nep.txt:
// `potential stage:NAME/nep.txt` in a later deck.
#include <fmt/format.h>

#include <filesystem>

#include "io/paths.h"
#include "io/text_lines.h"
#include "io/words.h"
#include "jobs/pipeline/kinds.h"
#include "jobs/train.h"
#include "train/settings.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

constexpr const char *foundation_model = "foundation.txt", *foundation_restart = "foundation.restart";
const std::vector<std::string> given_by_train{"resume", "restart", "append", "check", "explain", "keywords", "stop-after"};

/// A file beside nep.in, as an input; its copy has the same name unless another is given.
void take(StageReader& reader, const std::string& file, const std::string& name = "") {
  reader.input((fs::path(reader.word("folder")) / file).string(), "folder");
  reader.copy_of_last(name);
}

/// nep.in with the names that the two files of fine_tune get: those of the results are taken.
std::string with_foundation(const fs::path& nep_in, const train::FineTune& tune) {
  std::string text;
  TextLines lines(nep_in.string());
  for (std::string_view line; lines.next(line);) {
    const std::vector<std::string> words = split_words(line);
    const bool is_it = !words.empty() && words[0] == "fine_tune";
    text += (is_it ? fmt::format("fine_tune {} {} {:d}", foundation_model,
                                 tune.restart_file.empty() ? "" : foundation_restart, tune.descriptor)
                   : std::string(line)) +
            "\n";
  }
  return text;
}

/// Where the search starts, as in src/train/training.cpp.
void read_start(StageReader& reader, const fs::path& folder, const train::TrainSettings& settings) {
  const auto is_there = [&](const char* file) { return file_exists(folder / file); };
  if (settings.fine_tune) {
    take(reader, settings.fine_tune->model_file, foundation_model);
    if (!settings.fine_tune->restart_file.empty()) take(reader, settings.fine_tune->restart_file, foundation_restart);
    return;
  }
  const bool has_restart = !settings.prediction && is_there("nep.restart");
  if (has_restart) take(reader, "nep.restart");
  if (settings.prediction || settings.import_q_scaler || (has_restart && is_there("nep.txt"))) take(reader, "nep.txt");
}

/// All that `nacre train` reads in the folder.
void read_files(StageReader& reader, const fs::path& folder) {
  reader.input((fs::path(reader.word("folder")) / "nep.in").string(), "folder");
  std::vector<Error> listed_later;
  const train::TrainSettings settings = train::read_nep_in(folder.string(), listed_later);
  if (settings.fine_tune)
    reader.stage().made["nep.in"] = with_foundation(folder / "nep.in", *settings.fine_tune);
  else
    reader.copy_of_last();
  take(reader, "train.xyz");
  for (const char* name : {"test.xyz", "zbl.in"})
    if (file_exists(folder / name)) take(reader, name);
  read_start(reader, folder, settings);
}
}  // namespace

void read_train_stage(StageReader& reader) {
  PipelineStage& stage = reader.stage();
  if (!reader.has("folder")) throw reader.at(Error("the folder with nep.in and train.xyz is needed"), "folder");
  const fs::path folder = fs::path(reader.reading().pipeline.folder) / reader.word("folder");
  read_files(reader, folder);
  std::vector<Error> errors;
  std::vector<std::string> warnings;  // said when the stage runs
  list_train_errors(folder.string(), errors, warnings);
  for (const Error& e : errors) reader.collect(e);
  StageCall call = call_on("train", {"."});
  call.summary = "summary.yaml";
  for (auto& option : reader.options("train", reader.keys(), "", given_by_train, {"command", "folder"}))
    call.options.push_back(std::move(option));
  reader.check(call, reader.keys(), "");
  stage.calls.push_back(std::move(call));
}

std::vector<KeyRow> train_keys() {
  std::vector<KeyRow> rows{
      {"folder", "folder", "needed",
       "Holds nep.in, train.xyz and, if they are there, test.xyz, zbl.in and nep.restart; the files "
       "of `fine_tune` are found from it."}};
  for (KeyRow& row : option_rows("train", given_by_train)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace nacre::jobs::pipeline
