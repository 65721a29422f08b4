// While a stage runs, what its commands print goes to a file in its folder; on a terminal one line shows how far it is:
// the file's last line and the time.
#pragma once
#include <atomic>
#include <cstdio>
#include <string>
#include <thread>

namespace nacre::app {

class StageLog {
 public:
  /// Standard output and standard error go to the end of `file` from here on. `head`: of the line on the terminal;
  /// `quiet`: no line.
  StageLog(std::string file, std::string head, bool quiet);
  /// Both are what they were.
  ~StageLog();
  StageLog(const StageLog&) = delete;
  StageLog& operator=(const StageLog&) = delete;

 private:
  void show();

  std::string file_, head_;
  int before_ = -1, errors_before_ = -1;  ///< descriptors of what standard output and standard error were
  std::atomic<bool> done_{false};
  std::thread teller_;
};

}  // namespace nacre::app
