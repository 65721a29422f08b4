#include "jobs/pipeline/run_pipeline.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/files.h"
#include "io/folder_lock.h"
#include "jobs/page/page_viewer.h"
#include "jobs/page/pipeline_page.h"
#include "jobs/pipeline/page.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

/// Two pipelines in one folder would take each other's files away.
FolderLock lock_folder(const std::string& folder) {
  fs::create_directories(folder);
  return {folder, "nacre pipeline"};
}

void write_results(const Pipeline& pipeline, const Chain& chain, const std::string& summary) {
  write_whole((fs::path(pipeline.output) / page_summary_file).string(), summary);
  write_whole((fs::path(pipeline.output) / page_file).string(), pipeline_page(pipeline, chain.outcomes()));
}
}  // namespace

PipelineResult run_pipeline(const Pipeline& pipeline, const ChainOptions& how, const Surroundings& around) {
  const FolderLock lock = how.dry_run ? FolderLock() : lock_folder(pipeline.output);
  Log& log = around.said();
  const std::string shown = path_from(around.folder, pipeline.output);
  log.line(fmt::format("{}: {} stages in {}", pipeline.file, pipeline.stages.size(), shown));
  const std::string script = how.dry_run ? "" : PageViewer{how.viewer}.read(around);
  Surroundings watched = around;
  std::optional<Chain> chain;
  LivePage page(pipeline_html(pipeline, chain, script), around);
  if (!how.dry_run) watched.log = &page;
  chain.emplace(pipeline, how, watched);
  PipelineResult result;
  try {
    chain->go();
  } catch (const Error& e) {
    result.failure = e;
  }
  // Also after a stage that failed: what stands in the folder is of the stages as they are now.
  result.summary = pipeline_summary(pipeline, chain->outcomes());
  if (how.dry_run) return result;
  try {
    write_results(pipeline, *chain, result.summary);
    page.end(result.failure ? result.failure->what() : "done", nullptr);
    log.line(shown + ": page.txt, index.html, summary.yaml");
  } catch (const Error& e) {
    if (!result.failure) throw;
    log.complaint(e.what());  // the stage's own error comes first: it is the one that is thrown
  }
  return result;
}

}  // namespace nacre::jobs::pipeline
