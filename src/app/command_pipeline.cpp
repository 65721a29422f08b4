// nacre pipeline: the chain build, anneal, insert, analyze, sites from one file.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "app/channel.h"
#include "app/commands.h"
#include "app/device_choice.h"
#include "app/signals.h"
#include "app/terminal_log.h"
#include "core/error.h"
#include "io/file_names.h"
#include "io/files.h"
#include "jobs/detailed_error.h"
#include "jobs/pipeline/kinds.h"
#include "jobs/pipeline/read_pipeline.h"
#include "jobs/pipeline/run_pipeline.h"

namespace nacre::app {

namespace {
struct PipelineArguments {
  std::string config;
  bool schema = false, keywords = false;
  jobs::pipeline::ChainOptions chain;
  jobs::CommonOptions common;
};

/// Reads and checks everything; the errors are printed, and thrown as one.
jobs::pipeline::Pipeline checked_pipeline(const std::string& file, jobs::Log& log) {
  std::vector<Error> errors;
  jobs::pipeline::Pipeline pipeline = jobs::pipeline::read_pipeline(file, errors);
  if (errors.empty()) return pipeline;
  for (const std::string& text : jobs::few_texts(errors)) log.complaint(text);
  throw jobs::number_of(errors, "the pipeline", file);
}

/// The summary is none of the files that the chain reads.
void check_names(const jobs::pipeline::Pipeline& pipeline, const std::string& viewer, const std::string& summary) {
  FileNames names;
  if (!viewer.empty()) names.read(viewer, "--viewer");
  names.read(pipeline.file, "CONFIG");
  for (const jobs::pipeline::PipelineStage& stage : pipeline.stages)
    for (const jobs::pipeline::StageInput& input : stage.inputs) names.read(input.path, input.name);
  try {
    if (!summary.empty()) names.write(summary, "--summary");
  } catch (Error& e) {
    throw e.key("--summary");
  }
}

/// Threads and device: what the command line says wins over the file.
jobs::Device device_of(const jobs::pipeline::Pipeline& pipeline, const jobs::CommonOptions& given) {
  return choose_device(given.device == "auto" ? pipeline.device : given.device,
                       given.threads == 0 ? pipeline.threads : given.threads, jobs::Computes::anywhere);
}

void run_pipeline(const PipelineArguments& a) {
  const jobs::CommonOptions& options = a.common;
  if (a.schema) return standard_output().write(jobs::pipeline::pipeline_schema());
  if (a.keywords) return standard_output().write(jobs::pipeline::pipeline_manual());
  if (a.config.empty()) throw Error("the configuration is needed").key("CONFIG").allowed("a YAML file");
  TerminalLog log(options.quiet);
  const jobs::pipeline::Pipeline pipeline = checked_pipeline(a.config, log);
  check_names(pipeline, a.chain.viewer, options.summary);
  jobs::Surroundings around;
  around.log = &log;
  if (!a.chain.dry_run) around.device = device_of(pipeline, options);
  around.device_is_given = options.device != "auto" || pipeline.device != "auto";
  std::optional<StopRequest> signals;
  around.stop = [&signals] { return signals && StopRequest::signal() != 0; };
  around.stopped_by = StopRequest::text;
  jobs::pipeline::ChainOptions how = a.chain;
  how.stoppable = [&signals](bool begins) { begins ? static_cast<void>(signals.emplace()) : signals.reset(); };
  const jobs::pipeline::PipelineResult result = jobs::pipeline::run_pipeline(pipeline, how, around);
  if (!options.summary.empty()) write_whole(options.summary, result.summary);
  if (result.failure) throw *result.failure;
}

void add_common_options(CLI::App& command, jobs::CommonOptions& options) {
  command.add_option("--device", options.device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command.add_option("--threads", options.threads, "Threads; 0: all processors this process may run on")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command.add_flag("--quiet", options.quiet, "Print nothing but errors");
  command.add_option("--summary", options.summary, "Write the summary as YAML to this file");
}
}  // namespace

void register_pipeline(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("pipeline", "Build, anneal, insert, analyse, label: the whole chain from one file");
  auto a = std::make_shared<PipelineArguments>();
  command->add_option("CONFIG", a->config, "YAML file with the stages");
  command->add_option("--config", a->config, "The same as CONFIG");
  command->add_flag("--schema", a->schema, "Print such a file with every key");
  command->add_flag("--keywords", a->keywords, "Print the keys of the file as Markdown tables");
  command->add_option("--from", a->chain.from, "Leave the stages before this one as they are");
  command->add_option("--only", a->chain.only, "Make this stage and no other");
  command->add_flag("--dry-run", a->chain.dry_run, "Say which stages would run and why, run none");
  command->add_flag("--force", a->chain.force, "Make the stages anew, also those that are up to date");
  command->add_option("--viewer", a->chain.viewer,
                      "A file 3Dmol.js, which goes into the page and turns the structure there");
  add_common_options(*command, a->common);
  command->footer("Example:\n  nacre pipeline input/hard-carbon/hard-carbon.yaml --threads 2");
  command->callback([a] { run_pipeline(*a); });
}

}  // namespace nacre::app
