#include "jobs/pipeline/run_pipeline.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "io/files.h"
#include "jobs/pipeline/page.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

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

void write_results(const Pipeline& pipeline, const Chain& chain, const std::string& summary) {
  write_whole((fs::path(pipeline.output) / page_summary_file).string(), summary);
  write_whole((fs::path(pipeline.output) / page_file).string(), pipeline_page(pipeline, chain.outcomes()));
}
}  // namespace

PipelineResult run_pipeline(const Pipeline& pipeline, const ChainOptions& how, const Surroundings& around) {
  std::optional<FolderLock> lock;
  if (!how.dry_run) lock.emplace(pipeline.output);
  Log& log = around.said();
  const std::string shown = path_from(around.folder, pipeline.output);
  log.line(fmt::format("{}: {} stages in {}", pipeline.file, pipeline.stages.size(), shown));
  Chain chain(pipeline, how, around);
  PipelineResult result;
  try {
    chain.go();
  } catch (const Error& e) {
    result.failure = e;
  }
  // Also after a stage that failed: what stands in the folder is of the stages as they are now.
  result.summary = pipeline_summary(pipeline, chain.outcomes());
  if (how.dry_run) return result;
  write_results(pipeline, chain, result.summary);
  log.line(shown + ": page.txt, summary.yaml");
  return result;
}

}  // namespace nacre::jobs::pipeline
