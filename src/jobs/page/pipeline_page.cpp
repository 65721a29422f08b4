#include "jobs/page/pipeline_page.h"

#include <algorithm>
#include <filesystem>

#include "core/lines.h"
#include "io/extxyz.h"
#include "io/paths.h"
#include "io/words.h"
#include "jobs/page/page_folder.h"
#include "jobs/page/page_viewer.h"
#include "jobs/pipeline/page.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;
using report::Page;
using report::PagePart;

/// While the pipeline runs nothing is said of stages that it has not come to: their inputs would have to be read.
std::string state_now(const PipelineStage& stage, const StageOutcome* outcome, bool running) {
  if (!running || outcome != nullptr) return stage_state(stage, outcome);
  return read_record(stage, started_file) ? "at work" : "not yet its turn";
}

/// The figures and tables of the stage, seen from the folder of the pipeline.
PagePart stage_part(const Pipeline& pipeline, const PipelineStage& stage, const std::string& state) {
  PagePart part;
  part.title = stage.name;
  if (part.title != stage.command) part.title += " (" + stage.command + ")";
  part.state = state;
  if (const auto rows = stage_rows(stage)) part.report = *rows;
  const std::string seen = fs::path(stage.folder).lexically_relative(pipeline.output).string() + "/";
  if (file_exists(fs::path(stage.folder) / report::page_name)) part.link = seen + report::page_name;
  add_files(stage.folder, seen, page_files_in(stage.folder), part);
  return part;
}

/// What the jobs of a stage warned of stands in its log.
void add_warnings(const PipelineStage& stage, Page& page) {
  const std::string log = (fs::path(stage.folder) / log_file).string();
  if (!is_small_file(log)) return;
  for (const std::string& line : split_lines(read_text(log)))
    if (is_warning(line)) page.warnings.push_back(stage.name + ": " + line);
}

/// The structure that the last stage left that makes one.
void add_last_structure(const Pipeline& pipeline, const std::string& viewer, Page& page) {
  for (std::size_t k = pipeline.stages.size(); k-- > 0;) {
    const PipelineStage& stage = pipeline.stages[k];
    const std::string path = (fs::path(stage.folder) / stage.structure).string();
    if (stage.structure.empty() || !is_plain_file(path)) continue;
    Frame frame = read_frame(path);
    return show_structure({std::move(frame.atoms), frame.box, {}}, "", viewer, page, page.parts[k]);
  }
}
}  // namespace

PageSource pipeline_html(const Pipeline& pipeline, const std::optional<Chain>& chain, const std::string& viewer) {
  PageSource source;
  source.path = (fs::path(pipeline.output) / report::page_name).string();
  source.command = "nacre pipeline", source.subject = fs::path(pipeline.file).filename().string();
  source.lines_too = true;
  source.fill = [&pipeline, &chain, viewer, file = settings_file(pipeline.file)](Page& page, const report::Report*) {
    page.settings.push_back(file);
    for (const PipelineStage& stage : pipeline.stages) add_warnings(stage, page);
    const std::vector<StageOutcome>& outcomes = chain->outcomes();
    for (std::size_t k = 0; k < pipeline.stages.size(); ++k) {
      const StageOutcome* outcome = k < outcomes.size() ? &outcomes[k] : nullptr;
      page.parts.push_back(
          stage_part(pipeline, pipeline.stages[k], state_now(pipeline.stages[k], outcome, page.running)));
    }
    if (!page.running) add_last_structure(pipeline, viewer, page);
  };
  return source;
}

}  // namespace nacre::jobs::pipeline
