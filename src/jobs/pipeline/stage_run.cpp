// A stage that runs a deck: `nacre run`. The deck stands in the configuration, as text or as a list of lines, or in a
// file. Its potential is found from where the deck stands, and copied into the stage's folder.
#include <filesystem>

#include "core/lines.h"
#include "force/registry.h"
#include "io/files.h"
#include "io/paths.h"
#include "io/text_lines.h"
#include "jobs/checked_deck.h"
#include "jobs/pipeline/kinds.h"
#include "run/checkpointing.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

const std::vector<std::string> given_by_run{"resume", "restart", "append", "stop-after"};

/// A deck line by line, and where each line stands.
struct DeckText {
  std::string file, base;  ///< where the lines stand; folder that their paths are relative to
  std::vector<std::string> lines;
  std::vector<long> numbers;
};

DeckText deck_of_file(StageReader& reader) {
  const std::string written = reader.word("deck_file");
  reader.input(written, "deck_file");  // refuses what is no file
  const fs::path path = reader.stage().inputs.back().path;
  reader.stage().inputs.pop_back();  // its lines are settings
  DeckText deck{
      (fs::path(reader.reading().pipeline.file).parent_path() / written).string(), path.parent_path(), {}, {}};
  TextLines lines(path.string());
  for (std::string_view line; lines.next(line);) {
    deck.lines.emplace_back(line);
    deck.numbers.push_back(lines.number());
  }
  return deck;
}

DeckText deck_of_text(StageReader& reader) {
  const YAML::Node node = reader.value("deck");
  const PipelineReading& reading = reader.reading();
  DeckText deck{reading.pipeline.file, reading.pipeline.folder, {}, {}};
  if (node.IsSequence()) {
    for (const YAML::Node& line : node) {
      if (!line.IsScalar()) throw reader.at(Error("a list of lines is wanted"), "deck");
      deck.lines.push_back(line.Scalar()), deck.numbers.push_back(line.Mark().line + 1);
    }
    return deck;
  }
  if (!node.IsScalar()) throw reader.at(Error("lines of text are wanted, after `deck: |`"), "deck");
  const long first = node.Mark().line + 1;  // of the bar; the text begins below it
  const std::size_t column = static_cast<std::size_t>(std::max(0, node.Mark().column));
  const std::string mark_line = first >= 1 && first <= static_cast<long>(reading.lines.size())
                                    ? reading.lines[static_cast<std::size_t>(first - 1)]
                                    : std::string();
  const bool is_block = column < mark_line.size() && mark_line[column] == '|';
  for (std::string& line : split_lines(node.Scalar())) {
    deck.lines.push_back(std::move(line));
    deck.numbers.push_back(is_block ? first + static_cast<long>(deck.lines.size()) : first);
  }
  return deck;
}

DeckText deck_of(StageReader& reader) {
  if (reader.has("deck") == reader.has("deck_file"))
    throw reader.at(Error("the deck is needed").allowed("deck or deck_file, one of them"), "deck");
  return reader.has("deck") ? deck_of_text(reader) : deck_of_file(reader);
}

/// The line with another name of the potential; what stands after it stays.
std::string with_potential(const std::vector<std::string>& words, const std::string& name) {
  std::string line = "potential " + name;
  for (std::size_t i = 2; i < words.size(); ++i) line += " " + words[i];
  return line;
}

/// The line with the potential's name in the stage's folder, where its copy lies; other lines as they are. So the line
/// is the same wherever the folder is moved, and a run that was cut off goes on.
std::string adapted(StageReader& reader, const DeckText& deck, std::size_t index) {
  const std::vector<std::string> words = split_words(deck.lines[index]);
  if (words.size() < 2 || words[0] != "potential") return deck.lines[index];
  const bool is_file = file_exists(fs::path(deck.base) / words[1]) || words[1].rfind("stage:", 0) == 0;
  if (!is_file && is_default_force(words[1])) return deck.lines[index];
  try {
    reader.input(words[1], "deck", deck.base);
    return with_potential(words, reader.copy_of_last());
  } catch (Error& e) {
    throw e.file(deck.file).line(deck.numbers[index]);
  }
}

/// The lines as words: what a comment or a blank more does not change.
void remember_lines(PipelineStage& stage, const DeckText& deck) {
  int number = 0;
  for (const std::string& line : deck.lines) {
    std::string text;
    for (const std::string& word : split_words(line)) text += (text.empty() ? "" : " ") + word;
    if (!text.empty()) stage.settings["deck[" + std::to_string(++number) + "]"] = text;
  }
}

bool says_seed(const DeckText& deck) {
  for (const std::string& line : deck.lines) {
    const std::vector<std::string> words = split_words(line);
    if (!words.empty() && words[0] == "velocity" && words.size() > 2) return true;
  }
  return false;
}

/// As `nacre check` does, in a folder of its own; the errors are those of the lines where they stand.
void check_deck_text(StageReader& reader, const DeckText& deck) {
  const PipelineStage& stage = reader.stage();
  const fs::path folder = fs::path(reader.reading().scratch) / stage.name;
  fs::create_directories(folder);
  std::string text;
  for (const std::string& line : deck.lines) {
    const std::vector<std::string> words = split_words(line);
    const bool is_path = words.size() >= 2 && words[0] == "potential" && file_exists(fs::path(deck.base) / words[1]);
    text += (is_path ? with_potential(words, real_path(fs::path(deck.base) / words[1])) : line) + "\n";
  }
  write_whole((folder / "run.in").string(), text);
  if (!stage.probe.empty()) fs::copy_file(stage.probe, folder / "model.xyz", fs::copy_options::overwrite_existing);
  for (Error e : read_and_check(folder.string()).errors) {
    if (stage.probe.empty() && e.file() == (folder / "model.xyz").string()) continue;
    if (e.file() == (folder / "run.in").string())
      e.file(deck.file).line(e.line() > 0 ? deck.numbers.at(e.line() - 1) : reader.line_of("deck"));
    reader.collect(e);
  }
}
}  // namespace

void read_run_stage(StageReader& reader) {
  PipelineStage& stage = reader.stage();
  StageCall call = call_on("run", {"."});
  call.summary = "summary.yaml";
  for (auto& option : reader.options("run", reader.keys(), "", given_by_run, {"command", "structure", "deck", "deck_file"}))
    (option.first == "seed" ? call.fresh : call.options).push_back(std::move(option));
  reader.check(call, reader.keys(), "");
  const DeckText deck = deck_of(reader);
  remember_lines(stage, deck);
  if (!reader.has("seed") && reader.reading().seed && !says_seed(deck)) {
    call.fresh.push_back({"seed", {*reader.reading().seed}});
    stage.settings["seed"] = *reader.reading().seed;
  }
  reader.structure("structure");
  reader.copy_of_last("model.xyz");
  std::string text;
  bool learnt = false;  // with a potential that an earlier stage makes nothing can be tried out
  for (std::size_t k = 0; k < deck.lines.size(); ++k) {
    const std::size_t inputs = stage.inputs.size();
    text += adapted(reader, deck, k) + "\n";
    learnt = learnt || (stage.inputs.size() > inputs && stage.inputs.back().stage >= 0);
  }
  stage.made["run.in"] = text;
  if (!learnt) check_deck_text(reader, deck);
  stage.calls.push_back(std::move(call));
}

std::vector<KeyRow> run_keys() {
  std::vector<KeyRow> rows{
      {"deck", "text or list of lines", "needed", "The lines of a run.in; paths are relative to the configuration."},
      {"deck_file", "file", "needed", "In place of `deck`: a run.in; its paths are relative to itself."},
      {"structure", "file or stage:NAME", "stage before", "What becomes model.xyz."}};
  for (KeyRow& row : option_rows("run", given_by_run)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace nacre::jobs::pipeline
