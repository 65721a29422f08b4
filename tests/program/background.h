// A program that runs beside the test, to be stopped by a signal.
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "nacre_command.h"

namespace program {

class Background {
 public:
  /// Starts `program ARGUMENTS...` in the workspace; what it prints goes into the file "log" there.
  Background(const Workspace& w, const std::string& program, std::vector<std::string> arguments) : child_(fork()) {
    if (child_ != 0) return;
    for (const int n : {SIGHUP, SIGINT, SIGTERM, SIGPIPE}) signal(n, SIG_DFL);  // tests below nohup ignore them
    if (chdir(w.path().c_str()) != 0) _exit(99);
    const int log = open("log", O_CREAT | O_WRONLY | O_TRUNC, 0666);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    std::vector<char*> words{const_cast<char*>("nacre")};
    for (std::string& a : arguments) words.push_back(a.data());
    words.push_back(nullptr);
    execv(program.c_str(), words.data());
    _exit(98);
  }
  /// Sends the signal once `begun()` holds (after a minute in any case); its exit status, -1 when it was killed, or had to
  /// be because five minutes later it still ran.
  int stop(int signal, const std::function<bool()>& begun) {
    for (int i = 0; i < 6000 && !begun(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    kill(child_, signal);
    int status = 0;
    for (int i = 0; waitpid(child_, &status, WNOHANG) != child_; ++i) {
      if (i == 30000) kill(child_, SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t child_;
};

/// Number of bytes of a file; 0 when there is none.
inline std::uintmax_t size_of(const fs::path& file) {
  std::error_code missing;
  const auto size = fs::file_size(file, missing);
  return missing ? 0 : size;
}

}  // namespace program
