// The stages of a pipeline one after another: what is up to date is skipped, what was cut off goes on, the rest is made
// anew. A stage counts as made once its stage.yaml is there, which is written last.
//
// A stage runs when its settings, the contents of its inputs, its results, the version of the program or the revision
// of its command differ from what stage.yaml says. So a stage that runs again and gives the same bytes does not make
// later ones run.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "jobs/job.h"
#include "jobs/names.h"
#include "jobs/pipeline/stage_record.h"

namespace nacre::jobs::pipeline {

struct ChainOptions {
  std::string from, only;  ///< names of stages; empty: all
  bool force = false;      ///< also what is up to date
  bool dry_run = false;    ///< only says what would be done
  std::string viewer;      ///< a file 3Dmol.js for the page; empty: none
  /// Called with true before a job that can stop, with false after it: the program catches Ctrl-C for that time. May be
  /// empty.
  std::function<void(bool)> stoppable;
};

struct StageOutcome {
  std::string name;
  std::string state;   ///< run, skipped, interrupted, failed; of a dry run: run or skipped
  std::string reason;  ///< why it runs
  double seconds = 0;  ///< of the stage when it was made, all parts
};

/// The path as seen from a folder; empty: from the current one.
std::string path_from(const std::string& folder, const std::string& path);

class Chain {
 public:
  /// `around`: of all jobs; its log gets a line a stage.
  Chain(const Pipeline& pipeline, const ChainOptions& options, const Surroundings& around);

  /// Throws the Error of the stage that failed or was interrupted; outcomes() then ends with it.
  void go();
  const std::vector<StageOutcome>& outcomes() const { return outcomes_; }

 private:
  enum class Act { skip, anew, resume };
  struct Decision {
    Act act = Act::skip;
    std::string reason;
    double seconds_before = 0;  ///< of a stage that is resumed
  };

  std::size_t place_of(const std::string& name, const char* option) const;
  Decision decide(std::size_t number);
  Decision decide_unfinished(const PipelineStage& stage, const StageCause& cause) const;
  void leave(std::size_t number);
  void perform(std::size_t number, const Decision& decision);
  void prepare(const PipelineStage& stage, const StageCause& cause);
  report::Report run_job(Job& job, const NamedFiles& files, const Surroundings& around) const;
  StageResults call_all(std::size_t number, bool resume);
  void complete(const PipelineStage& stage, const StageCause& cause, double seconds, StageResults results);
  void remember_seconds(const PipelineStage& stage, const StageCause& cause, double seconds) const;
  void report_failure(std::size_t number, const Decision& decision, Error& error, double seconds);
  std::string shown(const std::string& path) const;
  std::string head(std::size_t number) const;
  std::string reads_one_that_runs(const PipelineStage& stage) const;
  void say(const std::string& text) const;

  const Pipeline& pipeline_;
  ChainOptions options_;
  Surroundings around_;
  std::size_t first_, end_;  ///< stages that may run
  Digests digests_;
  std::vector<StageOutcome> outcomes_;
};

}  // namespace nacre::jobs::pipeline
