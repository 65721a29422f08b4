// The stages of a pipeline one after another: what is up to date is skipped, what was cut off goes on, the rest is made
// anew. A stage counts as made once its stage.yaml is there, which is written last.
//
// A stage runs when its settings, the contents of its inputs, its results, the version of the program or the revision
// of its command differ from what stage.yaml says. So a stage that runs again and gives the same bytes does not make
// later ones run.
#pragma once
#include <string>
#include <vector>

#include "app/pipeline/stage_record.h"

namespace nacre::app {

struct ChainOptions {
  std::string from, only;  ///< names of stages; empty: all
  bool force = false;      ///< also what is up to date
  bool dry_run = false;    ///< only says what would be done
  bool quiet = false;
};

struct StageOutcome {
  std::string name;
  std::string state;   ///< run, skipped, interrupted, failed; of a dry run: run or skipped
  std::string reason;  ///< why it runs
  double seconds = 0;  ///< of the stage when it was made, all parts
};

class Chain {
 public:
  Chain(const Pipeline& pipeline, const ChainOptions& options);

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
  Decision decide_unfinished(const Stage& stage, const StageCause& cause) const;
  void leave(std::size_t number);
  void perform(std::size_t number, const Decision& decision);
  void prepare(const Stage& stage, const StageCause& cause);
  void call_all(std::size_t number, bool resume);
  void complete(const Stage& stage, const StageCause& cause, double seconds);
  std::string head(std::size_t number) const;
  std::string reads_one_that_runs(const Stage& stage) const;
  void say(const std::string& text) const;

  const Pipeline& pipeline_;
  ChainOptions options_;
  std::size_t first_, end_;  ///< stages that may run
  Digests digests_;
  std::vector<StageOutcome> outcomes_;
};

}  // namespace nacre::app
