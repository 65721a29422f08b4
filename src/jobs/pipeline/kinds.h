// The table of what a stage can be: one row a command. The reader, `nacre pipeline --keywords` and docs/pipeline.md are
// made from it.
#pragma once
#include <string>
#include <vector>

#include "io/key_table.h"
#include "jobs/pipeline/stage_reader.h"

namespace nacre::jobs::pipeline {

using KeyRow = FileKey;

struct StageKind {
  std::string command;  ///< the word that selects it
  std::string sentence;
  std::string structure;   ///< file of the folder with the structure that comes out
  std::string checkpoint;  ///< file of the folder that it resumes from
  int revision;            ///< raise it when the same input gives other results: finished stages are then made anew
  /// Reads the keys, fills the stage, collects all that is wrong.
  void (*read)(StageReader& reader);
  /// Rows of the manual.
  std::vector<KeyRow> (*keys)();
};

const std::vector<StageKind>& stage_kinds();
/// The command that a stage of this name is unless it says so; empty: there is none of this name.
std::string command_of_name(const std::string& name);

void read_build_stage(StageReader& reader);
void read_run_stage(StageReader& reader);
void read_insert_stage(StageReader& reader);
void read_analyze_stage(StageReader& reader);
void read_sites_stage(StageReader& reader);
void read_train_stage(StageReader& reader);

/// Options of a command as rows, without those that the pipeline gives itself.
std::vector<KeyRow> option_rows(const std::string& command, const std::vector<std::string>& given);
std::vector<KeyRow> build_keys();
std::vector<KeyRow> run_keys();
std::vector<KeyRow> insert_keys();
std::vector<KeyRow> analyze_keys();
std::vector<KeyRow> sites_keys();
std::vector<KeyRow> train_keys();

/// A file of all keys.
std::string pipeline_schema();
/// The keys of the whole file and of every command as Markdown; docs/pipeline.md holds it, and a test compares.
std::string pipeline_manual();

}  // namespace nacre::jobs::pipeline
