// stage.yaml: what a finished stage was made from and what it made, by content (SHA-256). started.yaml: the first half
// of it, written before the stage begins, so that a stage that was cut off is known to be the same or another one.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "jobs/pipeline/pipeline.h"
#include "report/report.h"

namespace nacre::jobs::pipeline {

inline constexpr const char* record_file = "stage.yaml";
inline constexpr const char* started_file = "started.yaml";
inline constexpr const char* log_file = "log.txt";

/// All that decides about the results. Number of threads and device do not: they change no bit, or only the last ones.
struct StageCause {
  std::string program;  ///< version of nacre
  int revision = 0;     ///< of the command (kinds.h)
  std::string command;
  std::map<std::string, std::string> settings;
  std::map<std::string, std::string> inputs;  ///< digest by name
};

/// What the jobs of a stage found.
struct StageResults {
  std::string summaries;               ///< YAML: a summary a job, by name
  std::optional<report::Report> page;  ///< rows for the page of the pipeline
};

struct StageRecord {
  StageCause cause;
  std::map<std::string, std::string> outputs;  ///< digest by name in the folder; empty in started.yaml
  double seconds = 0;                          ///< all parts of a stage that was resumed
  StageResults results;
};

/// Digests of files, each computed once until forget().
class Digests {
 public:
  /// "" when there is no such file.
  const std::string& of(const std::string& path);
  void forget() { known_.clear(); }

 private:
  std::map<std::string, std::string> known_;
};

StageCause cause_of(const PipelineStage& stage, Digests& digests);
/// All files of the folder but the record's own, the log, the checkpoint and what was set aside.
std::map<std::string, std::string> outputs_of(const PipelineStage& stage, Digests& digests);

/// The record in the stage's folder; none when there is no such file or it cannot be read.
std::optional<StageRecord> read_record(const PipelineStage& stage, const char* file);
void write_record(const PipelineStage& stage, const char* file, const StageRecord& record);

/// What differs, in words: "settings changed: atoms 300 -> 400"; empty when nothing does.
std::string difference(const StageCause& before, const StageCause& now);
/// "result was changed: final.xyz", or deleted; empty when all are there as they were made.
std::string damage(const PipelineStage& stage, const StageRecord& record, Digests& digests);
/// Does the record, of an earlier nacre, not hold the rows that its jobs report?
bool lacks_rows(const PipelineStage& stage, const StageRecord& record);

}  // namespace nacre::jobs::pipeline
