#include "app/pipeline/chain.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/pipeline/command_call.h"
#include "app/pipeline/stage_log.h"
#include "core/clock.h"
#include "core/error.h"
#include "io/files.h"
#include "io/words.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;

/// The current folder, for as long as it lives.
class WorkIn {
 public:
  explicit WorkIn(const std::string& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~WorkIn() {
    std::error_code ignored;
    fs::current_path(before_, ignored);
  }
  WorkIn(const WorkIn&) = delete;
  WorkIn& operator=(const WorkIn&) = delete;

 private:
  fs::path before_;
};

std::string in(const Stage& stage, const std::string& file) { return (fs::path(stage.folder) / file).string(); }

/// As the user sees it from where the program was started.
std::string shown(const std::string& path) { return fs::proximate(path).string(); }

/// A finished stage keeps one generation; one that was cut off is removed. Folders of somebody else are refused.
void clear(const Stage& stage) {
  if (!fs::exists(stage.folder) || (fs::is_directory(stage.folder) && fs::is_empty(stage.folder))) return;
  if (fs::exists(in(stage, record_file))) {
    fs::remove_all(stage.folder + ".old");
    fs::rename(stage.folder, stage.folder + ".old");
  } else if (fs::exists(in(stage, started_file))) {
    fs::remove_all(stage.folder);
  } else {
    throw Error("this folder is not one of a pipeline; it would be overwritten").file(shown(stage.folder));
  }
}

bool uses_device(const std::string& command) { return command == "run" || command == "insert" || command == "train"; }

/// What the commands said, by the words that called them.
std::string summaries_of(const Stage& stage) {
  std::string text;
  for (const StageCall& call : stage.calls) {
    const std::string file = in(stage, call.summary.empty() ? "summary.yaml" : call.summary);
    if (!fs::exists(file)) continue;
    text += (call.words[0] == "analyze" ? call.words[1] : call.words[0]) + ":\n";
    std::string line;
    for (const char c : read_text(file)) {
      line += c;
      if (c != '\n') continue;
      text += "  " + line;
      line.clear();
    }
  }
  return text;
}
}  // namespace

Chain::Chain(const Pipeline& pipeline, const ChainOptions& options)
    : pipeline_(pipeline), options_(options), first_(0), end_(pipeline.stages.size()) {
  if (!options.from.empty()) first_ = place_of(options.from, "--from");
  if (!options.only.empty()) first_ = place_of(options.only, "--only"), end_ = first_ + 1;
}

std::size_t Chain::place_of(const std::string& name, const char* option) const {
  std::vector<std::string> known;
  for (std::size_t k = 0; k < pipeline_.stages.size(); ++k) {
    if (pipeline_.stages[k].name == name) return k;
    known.push_back(pipeline_.stages[k].name);
  }
  throw Error("no such stage")
      .key(option)
      .value(name)
      .allowed(fmt::format("{}", fmt::join(known, " | ")))
      .nearest(nearest_word(name, known));
}

void Chain::say(const std::string& text) const {
  if (options_.quiet) return;
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

std::string Chain::head(std::size_t number) const {
  std::size_t width = 0;
  for (const Stage& s : pipeline_.stages) width = std::max(width, s.name.size());
  return fmt::format("  {}/{} {:<{}}", number + 1, pipeline_.stages.size(), pipeline_.stages[number].name, width);
}

std::string Chain::reads_one_that_runs(const Stage& stage) const {
  for (const StageInput& input : stage.inputs)
    if (input.stage >= 0 && static_cast<std::size_t>(input.stage) < outcomes_.size() &&
        outcomes_[input.stage].state == "run")
      return "reads " + input.name + ", which is made anew";
  return "";
}

Chain::Decision Chain::decide_unfinished(const Stage& stage, const StageCause& cause) const {
  const auto started = read_record(stage, started_file);
  if (!started) return {Act::anew, "was never made", 0};
  if (const std::string why = difference(started->cause, cause); !why.empty())
    return {Act::anew, "was cut off, and since then " + why, 0};
  if (stage.checkpoint.empty() || !fs::exists(in(stage, stage.checkpoint))) return {Act::anew, "was cut off", 0};
  return {Act::resume, "was cut off; goes on from " + stage.checkpoint, started->seconds};
}

Chain::Decision Chain::decide(std::size_t number) {
  const Stage& stage = pipeline_.stages[number];
  if (options_.force) return {Act::anew, "--force", 0};
  if (options_.dry_run)  // what it will read is not there yet
    if (std::string why = reads_one_that_runs(stage); !why.empty()) return {Act::anew, why, 0};
  const StageCause cause = cause_of(stage, digests_);
  const auto record = read_record(stage, record_file);
  if (!record) return decide_unfinished(stage, cause);
  if (std::string why = difference(record->cause, cause); !why.empty()) return {Act::anew, why, 0};
  if (std::string why = damage(stage, *record, digests_); !why.empty()) return {Act::anew, why, 0};
  return {Act::skip, "", record->seconds};
}

/// A stage before the first that may run: its results are taken as they are.
void Chain::leave(std::size_t number) {
  const Stage& stage = pipeline_.stages[number];
  const auto record = read_record(stage, record_file);
  if (!record)
    throw Error("this stage is not made yet; call the pipeline without --from and --only")
        .file(shown(stage.folder))
        .key(stage.name);
  if (const std::string why = damage(stage, *record, digests_); !why.empty())
    throw Error(why).file(shown(stage.folder)).key(stage.name);
  const std::string why = difference(record->cause, cause_of(stage, digests_));
  say(head(number) + "  left as it is" + (why.empty() ? "" : ", out of date: " + why));
  outcomes_.push_back({stage.name, "skipped", why, record->seconds});
}

void Chain::go() {
  for (std::size_t k = 0; k < end_; ++k) {
    if (k < first_) {
      leave(k);
      continue;
    }
    const Stage& stage = pipeline_.stages[k];
    const Decision decision = decide(k);
    if (decision.act == Act::skip) {
      say(head(k) + "  skipped, nothing changed");
      outcomes_.push_back({stage.name, "skipped", "", decision.seconds_before});
    } else if (options_.dry_run) {
      say(head(k) + "  would run: " + decision.reason);
      outcomes_.push_back({stage.name, "run", decision.reason, 0});
    } else {
      perform(k, decision);
    }
  }
}

void Chain::prepare(const Stage& stage, const StageCause& cause) {
  clear(stage);
  fs::create_directories(stage.folder);
  write_record(stage, started_file, {cause, {}, 0, ""});
  for (const auto& [name, content] : stage.made) write_whole(in(stage, name), content);
  for (const auto& [name, source] : stage.copied) fs::copy_file(source, in(stage, name));
}

void Chain::call_all(std::size_t number, bool resume) {
  const Stage& stage = pipeline_.stages[number];
  const StageLog log(in(stage, log_file), head(number), options_.quiet);
  const WorkIn folder(stage.folder);
  for (const StageCall& call : stage.calls) {
    std::vector<std::string> words = call.words;
    if (resume)
      words.emplace_back("--resume");
    else
      words.insert(words.end(), call.fresh.begin(), call.fresh.end());
    fmt::print("$ nacre {}\n", fmt::join(words, " "));
    words.push_back(fmt::format("--threads={}", pipeline_.threads));
    if (uses_device(stage.command)) words.push_back("--device=" + pipeline_.device);
    if (!call.summary.empty()) words.push_back("--summary=" + call.summary);
    call_command(words);
  }
  if (stage.finish) stage.finish();
}

void Chain::complete(const Stage& stage, const StageCause& cause, double seconds) {
  digests_.forget();
  write_record(stage, record_file, {cause, outputs_of(stage, digests_), seconds, summaries_of(stage)});
  fs::remove(in(stage, started_file));
}

void Chain::perform(std::size_t number, const Decision& decision) {
  const Stage& stage = pipeline_.stages[number];
  const StageCause cause = cause_of(stage, digests_);
  const bool resume = decision.act == Act::resume;
  if (isatty(STDOUT_FILENO) == 0) say(head(number) + "  starts: " + decision.reason);
  if (!resume) prepare(stage, cause);
  const double begin = now_seconds();
  const auto seconds = [&] { return decision.seconds_before + now_seconds() - begin; };
  try {
    call_all(number, resume);
  } catch (Error& e) {
    const bool interrupted = e.kind() == Error::Kind::interrupted;
    outcomes_.push_back({stage.name, interrupted ? "interrupted" : "failed", decision.reason, seconds()});
    write_record(stage, started_file, {cause, {}, seconds(), ""});
    say(fmt::format("{}  {} after {}; its log: {}", head(number), outcomes_.back().state, duration_text(seconds()),
                    shown(in(stage, log_file))));
    if (interrupted)
      throw Error(fmt::format("stopped in the stage {}; the same command goes on from there", stage.name), e.kind());
    if (!e.file().empty() && !fs::path(e.file()).is_absolute()) e.file(shown(in(stage, e.file())));
    throw;
  }
  complete(stage, cause, seconds());
  outcomes_.push_back({stage.name, "run", decision.reason, seconds()});
  say(fmt::format("{}  {}{}", head(number), duration_text(seconds()),
                  isatty(STDOUT_FILENO) != 0 ? "  (" + decision.reason + ")" : ""));
}

}  // namespace nacre::app
