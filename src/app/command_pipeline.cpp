// nacre pipeline: the chain build, anneal, insert, analyze, sites from one file.
#include "app/command_pipeline.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/commands.h"
#include "app/pipeline/chain.h"
#include "app/pipeline/kinds.h"
#include "app/pipeline/page.h"
#include "app/pipeline/read_pipeline.h"
#include "io/files.h"
#include "io/words.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;

struct PipelineArguments {
  std::string config;
  bool schema = false;
  ChainOptions chain;
};

/// Two pipelines in one folder would take each other's files away.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder) {
    fs::create_directories(folder);
    const std::string file = (fs::path(folder) / ".lock").string();
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor_);
      throw Error("another `nacre pipeline` works in this folder", Error::Kind::failed).file(folder);
    }
  }
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

/// Reads and checks everything; the errors are printed, and thrown as one.
Pipeline checked_pipeline(const std::string& file) {
  std::vector<Error> errors;
  Pipeline pipeline = read_pipeline(file, errors);
  if (errors.empty()) return pipeline;
  std::fflush(stdout);
  for (const Error& e : errors) fmt::print(stderr, "{}\n", e.what());
  throw Error(fmt::format("{} error{} in the pipeline", errors.size(), errors.size() == 1 ? "" : "s")).file(file);
}

/// Also after a stage that failed: what stands in the folder is of the stages as they are now.
void write_results(const Pipeline& pipeline, const Chain& chain, const GlobalOptions& options, bool is_dry) {
  const std::string summary = pipeline_summary(pipeline, chain.outcomes());
  if (!options.summary.empty()) write_whole(options.summary, summary);
  if (is_dry) return;
  const std::string page = pipeline_page(pipeline, chain.outcomes());
  write_whole((fs::path(pipeline.output) / page_summary_file).string(), summary);
  write_whole((fs::path(pipeline.output) / page_file).string(), page);
  if (!options.quiet) fmt::print("{}: page.txt, summary.yaml\n", fs::proximate(pipeline.output).string());
}

void run_pipeline(const PipelineArguments& a, const GlobalOptions& options) {
  if (a.schema) return fmt::print("{}", pipeline_manual());
  if (a.config.empty()) throw Error("the configuration is needed").key("CONFIG").allowed("a YAML file");
  Pipeline pipeline = checked_pipeline(a.config);
  if (options.threads > 0) pipeline.threads = options.threads;
  if (options.device != "auto") pipeline.device = options.device;
  ChainOptions how = a.chain;
  how.quiet = options.quiet;
  std::unique_ptr<FolderLock> lock;
  if (!how.dry_run) lock = std::make_unique<FolderLock>(pipeline.output);
  if (!options.quiet)
    fmt::print("{}: {} stages in {}\n", a.config, pipeline.stages.size(), fs::proximate(pipeline.output).string());
  Chain chain(pipeline, how);
  try {
    chain.go();
  } catch (const Error&) {
    write_results(pipeline, chain, options, how.dry_run);
    throw;
  }
  write_results(pipeline, chain, options, how.dry_run);
}
}  // namespace

bool is_pipeline(const std::string& file) {
  try {
    return YAML::Load(read_text(file))["stages"].IsDefined();
  } catch (const YAML::Exception&) {
    return false;
  }
}

void list_pipeline_errors(const std::string& file, std::vector<Error>& errors) { read_pipeline(file, errors); }

void register_pipeline(CLI::App& app, GlobalOptions& options) {
  CLI::App* command =
      app.add_subcommand("pipeline", "Build, anneal, insert, analyse, label: the whole chain from one file");
  auto a = std::make_shared<PipelineArguments>();
  command->add_option("CONFIG", a->config, "YAML file with the stages");
  command->add_flag("--schema", a->schema, "Print the keys of the file as Markdown tables");
  command->add_option("--from", a->chain.from, "Leave the stages before this one as they are");
  command->add_option("--only", a->chain.only, "Make this stage and no other");
  command->add_flag("--dry-run", a->chain.dry_run, "Say which stages would run and why, run none");
  command->add_flag("--force", a->chain.force, "Make the stages anew, also those that are up to date");
  add_global_options(command, options, "nacre pipeline input/hard-carbon/hard-carbon.yaml --threads 2");
  command->callback([a, &options] { run_pipeline(*a, options); });
}

}  // namespace nacre::app
