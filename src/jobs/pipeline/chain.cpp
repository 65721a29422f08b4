#include "jobs/pipeline/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/clock.h"
#include "core/error.h"
#include "io/checkpoint.h"
#include "io/files.h"
#include "io/part_files.h"
#include "io/paths.h"
#include "io/words.h"
#include "jobs/detailed_error.h"
#include "jobs/pipeline/stage_call.h"
#include "jobs/pipeline/stage_log.h"
#include "report/render.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

std::string in(const PipelineStage& stage, const std::string& file) { return (fs::path(stage.folder) / file).string(); }

void replace(const std::string& folder, const std::string& by) {
  fs::remove_all(by);
  fs::rename(folder, by);
}

/// A folder that is being removed: half of it, without the record that says whose it is, would be refused by the next
/// call.
std::string removed_folder(const PipelineStage& stage) { return stage.folder + ".removed"; }

void remove_folder(const PipelineStage& stage) {
  replace(stage.folder, removed_folder(stage));
  fs::remove_all(removed_folder(stage));
}

/// Also where a process was killed before its first file was whole.
bool holds_nothing(const std::string& folder) {
  if (!file_exists(folder)) return true;
  if (!is_folder(folder)) return false;
  remove_dead_parts(folder);
  return fs::is_empty(folder);
}

/// A finished stage keeps one generation, and so does one that was cut off with work in its checkpoint; without one it is
/// removed. Folders of somebody else are refused.
void clear(const PipelineStage& stage, const std::string& shown) {
  fs::remove_all(removed_folder(stage));
  if (holds_nothing(stage.folder)) return;
  if (file_exists(in(stage, record_file))) {
    replace(stage.folder, stage.folder + ".old");
  } else if (file_exists(in(stage, started_file))) {
    if (!stage.checkpoint.empty() && has_checkpoint(in(stage, stage.checkpoint)))
      replace(stage.folder, stage.folder + ".cut.old");
    else
      remove_folder(stage);
  } else {
    throw Error("this folder is not one of a pipeline; it would be overwritten").file(shown);
  }
}

/// Of a stage that is done. Where it cannot be removed the next call removes it: the stage is done all the same.
void forget_start(const PipelineStage& stage) {
  std::error_code ignored;
  fs::remove(in(stage, started_file), ignored);
}

/// Says that a job runs that can stop, as long as it lives.
class Stoppable {
 public:
  explicit Stoppable(std::function<void(bool)> tell) : tell_(std::move(tell)) {
    if (tell_) tell_(true);
  }
  ~Stoppable() {
    if (tell_) tell_(false);
  }
  Stoppable(const Stoppable&) = delete;
  Stoppable& operator=(const Stoppable&) = delete;

 private:
  std::function<void(bool)> tell_;
};

/// The name of a job's results: of an analysis its own, else the command's.
std::string name_of(const StageCall& call) {
  const std::size_t blank = call.command.find(' ');
  return call.command.rfind("analyze ", 0) == 0 ? call.command.substr(blank + 1) : call.command.substr(0, blank);
}
}  // namespace

std::string path_from(const std::string& folder, const std::string& path) {
  return (folder.empty() ? fs::proximate(path) : fs::proximate(path, folder)).string();
}

Chain::Chain(const Pipeline& pipeline, const ChainOptions& options, const Surroundings& around)
    : pipeline_(pipeline), options_(options), around_(around), first_(0), end_(pipeline.stages.size()) {
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

void Chain::say(const std::string& text) const { around_.said().line(text); }

std::string Chain::shown(const std::string& path) const { return path_from(around_.folder, path); }

std::string Chain::head(std::size_t number) const {
  std::size_t width = 0;
  for (const PipelineStage& s : pipeline_.stages) width = std::max(width, s.name.size());
  return fmt::format("  {}/{} {:<{}}", number + 1, pipeline_.stages.size(), pipeline_.stages[number].name, width);
}

std::string Chain::reads_one_that_runs(const PipelineStage& stage) const {
  for (const StageInput& input : stage.inputs)
    if (input.stage >= 0 && static_cast<std::size_t>(input.stage) < outcomes_.size() &&
        outcomes_[input.stage].state == "run")
      return "reads " + input.name + ", which is made anew";
  return "";
}

Chain::Decision Chain::decide_unfinished(const PipelineStage& stage, const StageCause& cause) const {
  const auto started = read_record(stage, started_file);
  if (!started) return {Act::anew, "was never made", 0};
  if (const std::string why = difference(started->cause, cause); !why.empty())
    return {Act::anew, "was cut off, and since then " + why, 0};
  if (stage.checkpoint.empty() || !has_checkpoint(in(stage, stage.checkpoint))) return {Act::anew, "was cut off", 0};
  return {Act::resume, "was cut off; goes on from " + stage.checkpoint, started->seconds};
}

Chain::Decision Chain::decide(std::size_t number) {
  const PipelineStage& stage = pipeline_.stages[number];
  if (options_.force) return {Act::anew, "--force", 0};
  if (options_.dry_run)  // what it will read is not there yet
    if (std::string why = reads_one_that_runs(stage); !why.empty()) return {Act::anew, why, 0};
  const StageCause cause = cause_of(stage, digests_);
  const auto record = read_record(stage, record_file);
  if (!record) return decide_unfinished(stage, cause);
  if (std::string why = difference(record->cause, cause); !why.empty()) return {Act::anew, why, 0};
  if (std::string why = damage(stage, *record, digests_); !why.empty()) return {Act::anew, why, 0};
  if (lacks_rows(stage, *record)) return {Act::anew, "its record, of an earlier nacre, has no rows for the page", 0};
  return {Act::skip, "", record->seconds};
}

/// A stage before the first that may run: its results are taken as they are.
void Chain::leave(std::size_t number) {
  const PipelineStage& stage = pipeline_.stages[number];
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
    const PipelineStage& stage = pipeline_.stages[k];
    const Decision decision = decide(k);
    if (decision.act == Act::skip) {
      say(head(k) + "  skipped, nothing changed");
      outcomes_.push_back({stage.name, "skipped", "", decision.seconds_before});
      if (!options_.dry_run) forget_start(stage);
    } else if (options_.dry_run) {
      say(head(k) + "  would run: " + decision.reason);
      outcomes_.push_back({stage.name, "run", decision.reason, 0});
    } else {
      perform(k, decision);
    }
  }
}

void Chain::prepare(const PipelineStage& stage, const StageCause& cause) {
  clear(stage, shown(stage.folder));
  fs::create_directories(stage.folder);
  write_record(stage, started_file, {cause, {}, 0, {}});
  for (const auto& [name, content] : stage.made) write_whole(in(stage, name), content);
  for (const auto& [name, source] : stage.copied) write_whole(in(stage, name), read_text(source));
}

/// What an error has to tell beside its sentence goes into the log of the stage.
report::Report Chain::run_job(Job& job, const NamedFiles& files, const Surroundings& around) const {
  const Stoppable catches(job.can_stop() ? options_.stoppable : nullptr);
  try {
    files.check(job, around);
    return job.run(around);
  } catch (const DetailedError& e) {
    if (e.found()) around.said().line(report::page_text(*e.found()));
    for (const std::string& text : few_texts(e.causes())) around.said().complaint(text);
    throw;
  }
}

StageResults Chain::call_all(std::size_t number, bool resume) {
  const PipelineStage& stage = pipeline_.stages[number];
  StageLog log(in(stage, log_file), head(number), around_.said());
  StageResults results;
  report::Summary summaries;
  for (const StageCall& call : stage.calls) {
    log.line("$ " + words_text(call, resume));
    const OpenCall open = filled(call, resume);
    Surroundings around = around_;
    around.folder = stage.folder, around.log = &log;
    if (open.job->computes() == Computes::cpu_only) around.device = Device::cpu;
    const report::Report report = run_job(*open.job, *open.files, around);
    if (const std::string page = report::page_text(report); !page.empty()) log.line(page);
    if (!call.summary.empty()) write_whole(in(stage, call.summary), report.summary.yaml());
    summaries.put_summary(name_of(call), report.summary);
    if (call.is_on_page) results.page = report;
  }
  results.summaries = summaries.yaml();
  if (stage.results) results.page = stage.results(stage);
  return results;
}

void Chain::complete(const PipelineStage& stage, const StageCause& cause, double seconds, StageResults results) {
  digests_.forget();
  write_record(stage, record_file, {cause, outputs_of(stage, digests_), seconds, std::move(results)});
  forget_start(stage);
}

/// Says it, and makes the error one that names files as the user sees them.
void Chain::report_failure(std::size_t number, const Decision& decision, Error& error, double seconds) {
  const PipelineStage& stage = pipeline_.stages[number];
  const bool interrupted = error.kind() == Error::Kind::interrupted;
  outcomes_.push_back({stage.name, interrupted ? "interrupted" : "failed", decision.reason, seconds});
  say(fmt::format("{}  {} after {}; its log: {}", head(number), outcomes_.back().state, duration_text(seconds),
                  shown(in(stage, log_file))));
  if (interrupted)
    throw Error(fmt::format("stopped in the stage {}; the same command goes on from there", stage.name), error.kind());
  // A relative path is one in the stage's folder; `in` leaves others as they are.
  if (!error.file().empty()) error.file(shown(in(stage, error.file())));
}

/// Of a stage that was cut off. Where the disk is full the older record stays, and the stage's own error is the one
/// that is told.
void Chain::remember_seconds(const PipelineStage& stage, const StageCause& cause, double seconds) const {
  try {
    write_record(stage, started_file, {cause, {}, seconds, {}});
  } catch (const Error& e) {
    around_.said().complaint(e.what());
  }
}

void Chain::perform(std::size_t number, const Decision& decision) {
  const PipelineStage& stage = pipeline_.stages[number];
  const StageCause cause = cause_of(stage, digests_);
  const bool resume = decision.act == Act::resume;
  const bool is_terminal = around_.said().is_terminal();
  if (!is_terminal) say(head(number) + "  starts: " + decision.reason);
  if (!resume) prepare(stage, cause);
  const double begin = now_seconds();
  const auto seconds = [&] { return decision.seconds_before + now_seconds() - begin; };
  StageResults results;
  try {
    results = call_all(number, resume);
  } catch (Error& e) {
    remember_seconds(stage, cause, seconds());
    report_failure(number, decision, e, seconds());
    throw;
  }
  complete(stage, cause, seconds(), std::move(results));
  outcomes_.push_back({stage.name, "run", decision.reason, seconds()});
  say(fmt::format("{}  {}{}", head(number), duration_text(seconds()),
                  is_terminal ? "  (" + decision.reason + ")" : ""));
}

}  // namespace nacre::jobs::pipeline
