#include "jobs/pipeline/stage_log.h"

#include <fmt/format.h>

#include <filesystem>

namespace nacre::jobs::pipeline {

namespace {
constexpr int states_of_a_file = 20;
constexpr std::size_t width = 110;  // of a terminal's line
constexpr double refresh = 0.5;     // seconds
constexpr double patience = 10;     // seconds between lines in a log

std::uint64_t size_of(const std::string& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

/// The last line that is not empty, without blanks at its end.
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of(" \n");
  if (end == std::string::npos) return "";
  const std::size_t before = text.rfind('\n', end);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  return text.substr(begin, end + 1 - begin);
}
}  // namespace

StageLog::StageLog(const std::string& file, std::string head, Log& pipeline)
    : file_(file, size_of(file)), head_(std::move(head)), pipeline_(pipeline) {}

StageLog::~StageLog() {
  if (pipeline_.shows_passing()) pipeline_.passing("");
}

void StageLog::line(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  file_.append(text.ends_with('\n') ? text : text + "\n");
  tell(text);
}

void StageLog::state(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  if (!only_for_terminal_) file_.append(text + "\n"), keep(text);
  only_for_terminal_ = false;
  tell(text);
}

bool StageLog::is_due(double share_done) {
  const std::lock_guard<std::mutex> lock(guard_);
  const int states = static_cast<int>(share_done * states_of_a_file);
  const bool is_for_file = states > states_;
  states_ = states;
  only_for_terminal_ = !is_for_file && pipeline_.shows_passing() && now_seconds() - told_ >= refresh;
  return is_for_file || only_for_terminal_;
}

void StageLog::passing(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  if (!text.empty()) tell(text);
}

/// In a log, what has no terminal to be rewritten on.
void StageLog::keep(const std::string& text) {
  const double now = now_seconds();
  if (!pipeline_.listens() || pipeline_.shows_passing() || now - kept_ < patience) return;
  kept_ = now;
  pipeline_.line(fmt::format("{}  {}  {}", head_, duration_text(now - begin_), last_line(text)));
}

void StageLog::tell(const std::string& text) {
  if (!pipeline_.shows_passing()) return;
  told_ = now_seconds();
  const std::string time = duration_text(told_ - begin_);
  pipeline_.passing(fmt::format("{}  {}  {}", head_, time, last_line(text)).substr(0, width));
}

}  // namespace nacre::jobs::pipeline
