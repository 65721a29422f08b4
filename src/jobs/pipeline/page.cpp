#include "jobs/pipeline/page.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>

#include "core/clock.h"
#include "io/words.h"
#include "report/render.h"

namespace nacre::jobs::pipeline {

std::optional<report::Report> stage_rows(const PipelineStage& stage) {
  const auto record = read_record(stage, record_file);
  if (!record) return {};
  // Of an insertion, its ledger beside the figures that now hold: another reference makes no insertion anew.
  return stage.results ? stage.results(stage) : record->results.page;
}

std::string stage_state(const PipelineStage& stage, const StageOutcome* outcome) {
  const auto record = read_record(stage, record_file);
  if (!record) return outcome != nullptr ? outcome->state : "not made";
  std::string why;
  if (outcome == nullptr) {
    Digests digests;
    why = difference(record->cause, cause_of(stage, digests));
  } else if (outcome->state == "skipped") {
    why = outcome->reason;
  }
  return duration_text(record->seconds) + (why.empty() ? "" : ", out of date: " + why);
}

namespace {
namespace fs = std::filesystem;

/// A row that stands beside a published figure, or is one of an insertion.
bool is_compared(const PipelineStage& stage, const report::Row& row) {
  return row.published.has_value() || stage.command == "insert";
}

std::string stage_table(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes) {
  std::string text;
  for (std::size_t k = 0; k < pipeline.stages.size(); ++k) {
    const PipelineStage& s = pipeline.stages[k];
    text += fmt::format("  {:<38}{}\n", fs::path(s.folder).filename().string() + " (" + s.command + ")",
                        stage_state(s, k < outcomes.size() ? &outcomes[k] : nullptr));
  }
  return text;
}

std::vector<report::Summary::Map> comparison(const Pipeline& pipeline) {
  std::vector<report::Summary::Map> maps;
  for (const PipelineStage& s : pipeline.stages) {
    const auto page = stage_rows(s);
    if (!page) continue;
    for (const report::Section& section : page->sections)
      for (const report::Row& r : section.rows)
        if (is_compared(s, r))
          maps.push_back({{"stage", s.name},
                          {"what", r.what},
                          {"found", r.found},
                          {"published", r.published ? r.published->words : ""}});
  }
  return maps;
}
}  // namespace

std::string pipeline_summary(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes) {
  report::Summary summary;
  std::vector<report::Summary::Map> stages;
  for (const StageOutcome& o : outcomes)
    stages.push_back({{"name", o.name}, {"state", o.state}, {"seconds", o.seconds}, {"reason", o.reason}});
  summary.put("output", fs::proximate(pipeline.output).string());
  summary.put_maps("stages", stages);
  summary.put_maps("comparison", comparison(pipeline));
  YAML::Node whole = YAML::Load(summary.yaml());
  for (const PipelineStage& s : pipeline.stages)
    if (const auto record = read_record(s, record_file))
      whole["results"][s.name] = YAML::Load(record->results.summaries);
  YAML::Emitter out;
  out << whole;
  return std::string(out.c_str()) + "\n";
}

std::string pipeline_page(const Pipeline& pipeline, const std::vector<StageOutcome>& outcomes) {
  std::string text = fmt::format("{}\n", fs::path(pipeline.file).filename().string()) + stage_table(pipeline, outcomes);
  for (const PipelineStage& s : pipeline.stages) {
    const auto page = stage_rows(s);
    if (!page) continue;
    text += "\n" + (s.command == "insert" ? "" : s.name + ": ") + report::page_text(*page);
  }
  return text;
}

}  // namespace nacre::jobs::pipeline
