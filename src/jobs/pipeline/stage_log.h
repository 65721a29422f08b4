// The log of a stage: a file in its folder. On a terminal the log of the pipeline shows the latest words and the time,
// and wipes them at the end of the stage; elsewhere a line every few per cent stays, of stages that take long.
#pragma once
#include <mutex>
#include <string>

#include "core/clock.h"
#include "io/files.h"
#include "jobs/job.h"

namespace nacre::jobs::pipeline {

class StageLog : public Log {
 public:
  /// Goes on at the end of `file`. `head`: before the words that `pipeline` shows.
  StageLog(const std::string& file, std::string head, Log& pipeline);
  ~StageLog() override;
  StageLog(const StageLog&) = delete;
  StageLog& operator=(const StageLog&) = delete;

  bool listens() const override { return true; }
  void line(const std::string& text) override;
  void state(const std::string& text) override;
  bool is_due(double share_done) override;
  void passing(const std::string& text) override;
  bool shows_passing() const override { return pipeline_.shows_passing(); }
  void complaint(const std::string& text) override { line(text); }

 private:
  void tell(const std::string& text);
  void keep(const std::string& text);

  std::mutex guard_;
  GrowingFile file_;
  std::string head_;
  Log& pipeline_;
  double begin_ = now_seconds(), told_ = begin_, kept_ = begin_;
  int states_ = 0;                  ///< twentieths of the work that the file has heard of
  bool only_for_terminal_ = false;  ///< the state that comes next: it was asked for by time alone
};

}  // namespace nacre::jobs::pipeline
