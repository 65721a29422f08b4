#include "jobs/pipeline/stage_call.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace nacre::jobs::pipeline {

namespace {
OptionWords options_of(const StageCall& call, bool resume) {
  OptionWords all = call.options;
  if (resume)
    all.push_back({"resume", {}});
  else
    all.insert(all.end(), call.fresh.begin(), call.fresh.end());
  return all;
}

/// Words with blanks are quoted, as a shell wants them.
std::string quoted(const std::string& word) {
  return word.find_first_of(" \t'\"") == std::string::npos ? word : "'" + word + "'";
}
}  // namespace

std::string option_of_key(std::string key) {
  std::replace(key.begin(), key.end(), '_', '-');
  return key;
}

std::string key_of_option(std::string option) {
  std::replace(option.begin(), option.end(), '-', '_');
  return option;
}

OpenCall::OpenCall(const std::string& command) {
  const JobKind* kind = find_job(command);
  if (kind == nullptr) return;
  job = kind->make();
  job->options(table);
  files = std::make_unique<NamedFiles>(table);
}

void OpenCall::give(const std::string& option, const std::vector<std::string>& words) { table.at(option).set(words); }

StageCall call_on(const std::string& command, std::vector<std::string> words) {
  const OpenCall open(command);
  StageCall call;
  call.command = command;
  for (const Option& o : open.table.rows())
    if (o.positional && call.options.empty()) call.options.emplace_back(o.name, std::move(words));
  return call;
}

OpenCall filled(const StageCall& call, bool resume) {
  OpenCall open(call.command);
  for (const auto& [name, words] : options_of(call, resume)) open.give(name, words);
  open.table.check();
  return open;
}

std::string words_text(const StageCall& call, bool resume) {
  OpenCall open(call.command);
  std::string text = "nacre " + call.command;
  for (const auto& [name, words] : options_of(call, resume)) {
    const Option* row = open.table.find(name);
    if (row == nullptr || row->positional) {
      for (const std::string& word : words) text += " " + quoted(word);
    } else if (row->most > 1 && words.size() > 1) {
      text += " --" + name;
      for (const std::string& word : words) text += " " + quoted(word);
    } else if (words.empty()) {
      text += " --" + name;
    } else {
      for (const std::string& word : words) text += fmt::format(" --{}={}", name, quoted(word));
    }
  }
  return text;
}

}  // namespace nacre::jobs::pipeline
