#include "jobs/pipeline/stage_record.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "core/error.h"
#include "io/files.h"
#include "io/hash.h"
#include "io/paths.h"
#include "io/words.h"
#include "io/yaml_file.h"
#include "jobs/pipeline/report_record.h"
#include "report/page.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;
using Texts = std::map<std::string, std::string>;

void emit(YAML::Emitter& out, const char* key, const Texts& texts) {
  out << YAML::Key << key << YAML::Value << YAML::BeginMap;
  for (const auto& [name, text] : texts) out << YAML::Key << name << YAML::Value << YAML::DoubleQuoted << text;
  out << YAML::EndMap;
}

Texts texts_in(const YAML::Node& node) {
  Texts texts;
  for (const auto& entry : node) texts[entry.first.Scalar()] = entry.second.Scalar();
  return texts;
}

StageRecord record_in(const YAML::Node& node) {
  StageRecord record;
  record.cause = {node["program"].as<std::string>(), node["revision"].as<int>(), node["command"].as<std::string>(),
                  texts_in(node["settings"]), texts_in(node["inputs"])};
  record.outputs = texts_in(node["outputs"]);
  record.seconds = node["seconds"].as<double>();
  YAML::Emitter summaries;
  summaries << node["summaries"];
  record.results.summaries = summaries.c_str();
  if (node["page"]) record.results.page = report_in(node["page"]);
  return record;
}

/// What the two maps hold differently, in words; at most one is told, the others are counted.
std::string change(const Texts& before, const Texts& now) {
  std::vector<std::string> changes;
  Texts all = before;
  all.insert(now.begin(), now.end());
  for (const auto& [key, unused] : all) {
    const auto was = before.find(key), is = now.find(key);
    if (was == before.end())
      changes.push_back(key + ", new" + (is->second.empty() ? "" : ": " + is->second));
    else if (is == now.end())
      changes.push_back(key + (was->second.empty() ? "" : ", was " + was->second + ",") + " is gone");
    else if (was->second != is->second)
      changes.push_back(fmt::format("{} {} -> {}", key, was->second, is->second));
  }
  if (changes.empty()) return "";
  return changes[0] + (changes.size() > 1 ? fmt::format(" (and {} more)", changes.size() - 1) : "");
}

std::string changed_input(const Texts& before, const Texts& now) {
  for (const auto& [name, digest] : now) {
    const auto was = before.find(name);
    if (was == before.end()) return "another input: " + name;
    if (was->second != digest) return (digest.empty() ? "input is gone: " : "input changed: ") + name;
  }
  return before.size() == now.size() ? "" : "fewer inputs";
}

bool is_own(const PipelineStage& stage, const std::string& name) {
  const std::string base = fs::path(name).filename().string();
  // A page is only another view of the results, and a newer program may draw it anew.
  return name == record_file || base == report::page_name || name == started_file || name == log_file ||
         fs::path(name).extension() == ".old" ||
         (!stage.checkpoint.empty() && base == fs::path(stage.checkpoint).filename());
}
}  // namespace

const std::string& Digests::of(const std::string& path) {
  const auto [at, is_new] = known_.try_emplace(path);
  if (is_new && is_plain_file(path)) at->second = sha256_of_file(path);
  return at->second;
}

StageCause cause_of(const PipelineStage& stage, Digests& digests) {
  StageCause cause{NACRE_VERSION, stage.revision, stage.command, stage.settings, {}};
  for (const StageInput& input : stage.inputs) cause.inputs[input.name] = digests.of(input.path);
  return cause;
}

std::map<std::string, std::string> outputs_of(const PipelineStage& stage, Digests& digests) {
  Texts outputs;
  for (const auto& entry : fs::recursive_directory_iterator(stage.folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(stage.folder).string();
    if (!is_own(stage, name)) outputs[name] = digests.of(entry.path().string());
  }
  return outputs;
}

std::optional<StageRecord> read_record(const PipelineStage& stage, const char* file) {
  const std::string path = (fs::path(stage.folder) / file).string();
  if (!file_exists(path)) return {};
  const std::string text = read_text(path);
  try {
    return record_in(parse_yaml(text, path));
  } catch (const std::exception&) {  // cut or edited: the stage counts as not made
    return {};
  }
}

void write_record(const PipelineStage& stage, const char* file, const StageRecord& record) {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "stage" << YAML::Value << stage.name;
  out << YAML::Key << "command" << YAML::Value << record.cause.command;
  out << YAML::Key << "program" << YAML::Value << YAML::DoubleQuoted << record.cause.program;
  out << YAML::Key << "revision" << YAML::Value << record.cause.revision;
  emit(out, "settings", record.cause.settings);
  emit(out, "inputs", record.cause.inputs);
  emit(out, "outputs", record.outputs);
  out << YAML::Key << "seconds" << YAML::Value << record.seconds;
  const std::string& summaries = record.results.summaries;
  out << YAML::Key << "summaries" << YAML::Value << YAML::Load(summaries.empty() ? "{}" : summaries);
  if (record.results.page) {
    out << YAML::Key << "page" << YAML::Value;
    emit(out, *record.results.page);
  }
  out << YAML::EndMap;
  write_whole((fs::path(stage.folder) / file).string(), std::string(out.c_str()) + "\n");
}

std::string difference(const StageCause& before, const StageCause& now) {
  if (before.command != now.command) return fmt::format("command changed: {} -> {}", before.command, now.command);
  if (const std::string settings = change(before.settings, now.settings); !settings.empty())
    return "settings changed: " + settings;
  if (std::string input = changed_input(before.inputs, now.inputs); !input.empty()) return input;
  if (before.program != now.program || before.revision != now.revision)
    return fmt::format("made by nacre {}, revision {}", before.program, before.revision);
  return "";
}

std::string damage(const PipelineStage& stage, const StageRecord& record, Digests& digests) {
  for (const auto& [name, digest] : record.outputs) {
    const std::string& now = digests.of((fs::path(stage.folder) / name).string());
    if (now.empty()) return "result was deleted: " + name;
    if (now != digest) return "result was changed: " + name;
  }
  return "";
}

bool lacks_rows(const PipelineStage& stage, const StageRecord& record) {
  const auto is_on_page = [](const StageCall& call) { return call.is_on_page; };
  return !record.results.page && std::any_of(stage.calls.begin(), stage.calls.end(), is_on_page);
}

}  // namespace nacre::jobs::pipeline
