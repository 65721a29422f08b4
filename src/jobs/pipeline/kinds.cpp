#include "jobs/pipeline/kinds.h"

#include <fmt/format.h>

#include <algorithm>

#include "insert/insertion.h"
#include "io/key_table.h"
#include "jobs/option_text.h"
#include "run/checkpointing.h"
#include "train/training.h"

namespace nacre::jobs::pipeline {

const std::vector<StageKind>& stage_kinds() {
  static const std::vector<StageKind> table{
      {"build", "Makes a structure, `model.xyz`.", "model.xyz", "", 1, read_build_stage, build_keys},
      {"run", "Runs a deck: anneals, quenches, relaxes. Also a stage called `anneal` is one.", "final.xyz",
       run::checkpoint_name, 1, read_run_stage, run_keys},
      {"insert", "Inserts sodium or another ion; the keys of insert.yaml.", insert::final_file, insert::checkpoint_file,
       1, read_insert_stage, insert_keys},
      {"analyze", "Analyses a structure or a trajectory.", "", "", 1, read_analyze_stage, analyze_keys},
      {"sites", "Labels the inserted atoms of an insertion by their sites.", "", "", 1, read_sites_stage, sites_keys},
      {"train", "Trains a potential, `nep.txt`.", "", train::checkpoint_file, 1, read_train_stage, train_keys},
  };
  return table;
}

std::string command_of_name(const std::string& name) {
  if (name == "anneal") return "run";
  for (const StageKind& kind : stage_kinds())
    if (kind.command == name) return name;
  return "";
}

std::vector<KeyRow> option_rows(const std::string& command, const std::vector<std::string>& given) {
  std::vector<KeyRow> rows;
  const OpenCall open(command);
  for (const Option& o : open.table.rows()) {
    if (o.positional || std::find(given.begin(), given.end(), o.name) != given.end()) continue;
    const std::string standard = o.required ? "needed" : o.flag ? "false" : o.standard.empty() ? "none" : o.standard;
    rows.push_back({key_of_option(o.name), o.flag ? "true \\| false" : type_text(o), standard,
                    o.sentence + (o.sentence.ends_with('.') ? "" : ".")});
  }
  return rows;
}

namespace {
std::vector<KeyRow> file_keys() {
  return {
      {"output", "folder", "name of the file without its ending", "Holds the folders of the stages, and the page."},
      {"threads", "integer >= 0", "0", "0: all processors this process may run on; `--threads` overrides it."},
      {"device", "auto \\| cpu \\| cuda \\| cuda:N", "auto",
       "Of the stages that can use a GPU; `--device` overrides it."},
      {"seed", "integer >= 0", "none",
       "Of every stage that draws random numbers and does not say its own; a training's stands in nep.in."},
      {"reference", "file", "none",
       "Figures beside the rows of the page, in place of the published hard carbon: a file as for `--reference`."},
      {"stages", "map", "needed",
       "Name of a stage: its keys. A stage called build, run, anneal, insert, analyze, sites or train is that command; "
       "any other name needs `command`."},
      {"stages.NAME.command", "build \\| run \\| insert \\| analyze \\| sites \\| train", "from the name",
       "What the stage does."},
  };
}

std::string table(const std::vector<KeyRow>& rows) {
  std::vector<std::vector<std::string>> cells;
  for (const KeyRow& r : rows) cells.push_back({markdown_code(r.name), r.values, r.standard, r.sentence});
  return markdown_table({"key", "values", "default", "what it does"}, cells);
}
}  // namespace

std::string pipeline_schema() {
  std::vector<KeyRow> head = file_keys();
  std::erase_if(head, [](const KeyRow& row) { return row.name.starts_with("stages"); });
  std::string text =
      "# a pipeline\n" + key_file(head) + "# Those stages that are wanted, in their order.\nstages:\n";
  for (const StageKind& kind : stage_kinds())
    text +=
        fmt::format("  # {}\n  # {}:\n{}", kind.sentence, kind.command, key_file(kind.keys(), "  #   ", true));
  return text;
}

std::string pipeline_manual() {
  std::string text = "### The file\n\n" + table(file_keys());
  for (const StageKind& kind : stage_kinds())
    text += fmt::format("\n### {}\n\n{}\n\n{}", kind.command, kind.sentence, table(kind.keys()));
  return text;
}

}  // namespace nacre::jobs::pipeline
