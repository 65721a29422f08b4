// A pipeline, read and checked: its stages one after another, what each of them is and depends on, and what must lie in
// its folder before its jobs start. The jobs work in that folder, as if called there by hand.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/report.h"

namespace nacre::jobs::pipeline {

/// A file that a stage reads.
struct StageInput {
  std::string name;  ///< as written in the configuration, or stage:NAME/FILE
  std::string path;  ///< absolute
  int stage = -1;    ///< number of the stage that makes it; -1: none does
};

/// Options of a job with their values, as words.
using OptionWords = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// One job of a stage.
struct StageCall {
  std::string command;  ///< of the table of jobs: "run", "analyze rdf"
  OptionWords options;
  OptionWords fresh;        ///< further options of a job that does not resume
  std::string summary;      ///< file of the folder that gets the job's summary; empty: the job writes one itself
  bool is_on_page = false;  ///< its rows stand on the page of the pipeline
};

struct PipelineStage {
  std::string name, command;                    ///< command: build, run, insert, analyze, train, sites
  std::string folder;                           ///< absolute
  long line = 0;                                ///< in the configuration
  bool is_whole = true;                         ///< no key of it was refused; nothing is concluded from one that is not
  int revision = 0;                             ///< of the command: another one makes other results from the same input
  std::map<std::string, std::string> settings;  ///< all that decides about the results, by full key
  std::vector<StageInput> inputs;
  std::map<std::string, std::string> made;                  ///< files written first: name, content
  std::vector<std::pair<std::string, std::string>> copied;  ///< files copied first: name, absolute source
  std::vector<StageCall> calls;
  /// Rows for the page that no job reports, from files of the folder; may be empty.
  std::function<report::Report(const PipelineStage&)> results;
  std::string structure;   ///< file of the folder with the structure that comes out; empty: none
  std::string checkpoint;  ///< file of the folder that the job resumes from; empty: it starts anew
  std::string probe;       ///< a structure of these elements and this cell, to check later stages with
};

struct Pipeline {
  std::string file;       ///< the configuration
  std::string folder;     ///< where it lies, absolute; paths in it are relative to this
  std::string output;     ///< absolute
  std::string reference;  ///< file of published figures, absolute; empty: those of the program
  int threads = 0;
  std::string device = "auto";
  std::vector<PipelineStage> stages;
};

}  // namespace nacre::jobs::pipeline
