#include "jobs/pipeline/stage_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "io/paths.h"

namespace nacre::jobs::pipeline {

namespace fs = std::filesystem;

namespace {
/// The words that the value is.
std::vector<std::string> plain_words(const YAML::Node& value) {
  std::vector<std::string> words;
  if (value.IsScalar()) words.push_back(value.Scalar());
  if (value.IsSequence())
    for (const YAML::Node& item : value) {
      if (!item.IsScalar()) throw Error("a list of plain values is wanted");
      words.push_back(item.Scalar());
    }
  if (words.empty()) throw Error("a value is wanted");
  return words;
}

bool is_true(const YAML::Node& value) {
  const std::string word = plain_words(value)[0];
  if (word != "true" && word != "false") throw Error("not a truth").value(word).allowed("true | false");
  return word == "true";
}

bool holds(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::vector<std::string> keys_of(const Options& table, const std::vector<std::string>& given,
                                 std::vector<std::string> also) {
  for (const Option& o : table.rows())
    if (!o.positional && !holds(given, o.name)) also.push_back(key_of_option(o.name));
  return also;
}

/// Also an older name.
bool is_name(const Option& o, const std::string& key) {
  const auto same = [&](const std::string& name) { return key_of_option(name) == key; };
  return same(o.name) || std::any_of(o.other.begin(), o.other.end(), same);
}

/// The option that a key of the file means; null when there is none.
const Option* option_of(const Options& table, const std::string& key, const std::vector<std::string>& given) {
  for (const Option& o : table.rows())
    if (is_name(o, key) && !o.positional && !holds(given, o.name)) return &o;
  return nullptr;
}
}  // namespace

std::string seen_from(const std::string& folder, const std::string& path) {
  const fs::path seen = fs::relative(path, folder);
  return seen.empty() ? path : seen.string();
}

YAML::Node StageReader::value(const std::string& key) const {
  for (const auto& entry : keys_)
    if (entry.first.Scalar() == key) return entry.second;
  return YAML::Node(YAML::NodeType::Undefined);
}

long StageReader::line_of(const std::string& key) const {
  for (const auto& entry : keys_)
    if (entry.first.Scalar() == key) return entry.first.Mark().line + 1;
  return line_;
}

std::string StageReader::name_of(const std::string& key) const {
  return key.empty() ? stage_.name : fmt::format("{}.{}", stage_.name, key);
}

Error StageReader::at(Error error, const std::string& key) const {
  if (!error.file().empty()) return error;
  return error.file(reading_.pipeline.file).line(line_of(key)).key(name_of(key));
}

std::string StageReader::word(const std::string& key) const {
  const YAML::Node node = value(key);
  if (!node.IsScalar()) throw at(Error("one value is wanted"), key);
  return node.Scalar();
}

void StageReader::expect(const std::vector<std::string>& known) const {
  for (const auto& entry : keys_) {
    const std::string key = entry.first.Scalar();
    if (std::find(known.begin(), known.end(), key) == known.end())
      reading_.errors->push_back(at(Error("unknown key").nearest(nearest_word(key, known)), key));
  }
}

int StageReader::nearest(const std::string& command) const {
  for (int k = static_cast<int>(reading_.pipeline.stages.size()) - 1; k >= 0; --k) {
    const PipelineStage& stage = reading_.pipeline.stages[k];
    if (stage.command.empty() || (stage.command == command && !stage.is_whole)) throw DependsOnUnread{};
    if (stage.command == command) return k;
  }
  return -1;
}

/// Its files are those of its kind, where that is known.
StageInput StageReader::of_unread(const PipelineStage& stage, const std::string& file, int number) const {
  const std::string name = file.empty() ? stage.structure : file;
  if (name.empty() || name == unknown_structure) throw DependsOnUnread{};
  return {fmt::format("stage:{}/{}", stage.name, name), (fs::path(stage.folder) / name).string(), number};
}

StageInput StageReader::of_stage(const std::string& written, const std::string& key) const {
  const std::string rest = written.substr(6), name = rest.substr(0, rest.find('/'));
  const auto& stages = reading_.pipeline.stages;
  std::vector<std::string> known;
  for (std::size_t k = 0; k < stages.size(); ++k) {
    known.push_back(stages[k].name);
    if (stages[k].name != name) continue;
    if (!stages[k].is_whole)
      return of_unread(stages[k], name == rest ? "" : rest.substr(name.size() + 1), static_cast<int>(k));
    const std::string file = name == rest ? stages[k].structure : rest.substr(name.size() + 1);
    if (file.empty()) throw at(Error("this stage makes no structure").value(written), key);
    return {fmt::format("stage:{}/{}", name, file), (fs::path(stages[k].folder) / file).string(), static_cast<int>(k)};
  }
  throw at(Error("no stage of this name stands before this one").value(name).nearest(nearest_word(name, known)), key);
}

StageInput StageReader::found(const std::string& written, const std::string& key, const std::string& base) const {
  if (written.rfind("stage:", 0) == 0) return of_stage(written, key);
  const fs::path path = fs::path(base) / written;
  if (!is_plain_file(path)) throw at(Error("no such file: " + path.string()).value(written), key);
  return {written, real_path(path), -1};
}

std::string StageReader::input(const std::string& written, const std::string& key, const std::string& base) {
  StageInput one = found(written, key, base);
  std::string seen = fs::path(written).is_absolute() ? written : seen_from(stage_.folder, one.path);
  stage_.inputs.push_back(std::move(one));
  return seen;
}

std::string StageReader::input(const std::string& written, const std::string& key) {
  return input(written, key, reading_.pipeline.folder);
}

std::string StageReader::copy_of_last(const std::string& name) {
  const StageInput& last = stage_.inputs.back();
  stage_.copied.emplace_back(name.empty() ? fs::path(last.name).filename().string() : name, last.path);
  return stage_.copied.back().first;
}

std::string StageReader::structure(const std::string& key) {
  std::string written;
  if (has(key)) {
    written = word(key);
  } else {
    for (const PipelineStage& s : reading_.pipeline.stages)
      if (!s.structure.empty()) written = "stage:" + s.name;
    if (written.empty()) throw at(Error("a structure is needed: no stage before this one makes one"), key);
  }
  std::string seen = input(written, key);
  const StageInput& from = stage_.inputs.back();
  stage_.probe = from.stage < 0 ? from.path : reading_.pipeline.stages[from.stage].probe;
  return seen;
}

std::vector<std::string> StageReader::words_of(const Option& option, const YAML::Node& value,
                                               const std::string& section) {
  std::vector<std::string> words = plain_words(value);
  if (option.path == Path::input)
    for (std::string& w : words) w = input(w, section + key_of_option(option.name));
  return words;
}

OptionWords StageReader::options(const std::string& command, const YAML::Node& map, const std::string& section,
                                 const std::vector<std::string>& given, const std::vector<std::string>& also) {
  OpenCall open(command);
  OptionWords taken;
  for (const auto& entry : map) {
    const std::string key = entry.first.Scalar();
    if (holds(also, key)) continue;
    try {
      const Option* option = option_of(open.table, key, given);
      if (option == nullptr) throw Error("unknown key").nearest(nearest_word(key, keys_of(open.table, given, also)));
      take(open, *option, entry.second, section, taken);
    } catch (Error& e) {
      if (e.file().empty())
        e.file(reading_.pipeline.file).line(entry.first.Mark().line + 1).key(name_of(section + key));
      collect(e);
    }
  }
  return taken;
}

void StageReader::take(OpenCall& open, const Option& option, const YAML::Node& value, const std::string& section,
                       OptionWords& taken) {
  if (option.flag && !is_true(value)) return;
  std::vector<std::string> words = option.flag ? std::vector<std::string>() : words_of(option, value, section);
  open.give(option.name, words);
  taken.emplace_back(option.name, std::move(words));
}

void StageReader::give_reference(StageCall& call) {
  const char* option = "reference";
  const std::string& file = reading_.pipeline.reference;
  const bool is_given =
      std::any_of(call.options.begin(), call.options.end(), [&](const auto& o) { return o.first == option; });
  if (file.empty() || is_given || OpenCall(call.command).table.find(option) == nullptr) return;
  call.options.push_back({option, {input(seen_from(reading_.pipeline.folder, file), option)}});
}

void StageReader::check(const StageCall& call, const YAML::Node& map, const std::string& section) {
  try {
    filled(call, false);
  } catch (Error& e) {
    const std::string key = key_of_option(e.key());
    long line = line_;
    for (const auto& entry : map)
      if (entry.first.Scalar() == key) line = entry.first.Mark().line + 1;
    collect(e.file(reading_.pipeline.file).line(line).key(name_of(section + key)));
  }
}

void StageReader::remember(const YAML::Node& map, const std::string& section, const std::vector<std::string>& but) {
  if (map.IsScalar()) stage_.settings[section] = map.Scalar();
  if (map.IsNull()) stage_.settings[section] = "";
  if (map.IsSequence()) {
    std::string& list = stage_.settings[section] = "";
    for (const YAML::Node& item : map) list += (list.empty() ? "" : " ") + item.Scalar();
  }
  if (!map.IsMap()) return;
  if (map.size() == 0 && !section.empty()) stage_.settings[section] = "";  // `rdf: {}` is an analysis
  for (const auto& entry : map) {
    const std::string key = entry.first.Scalar();
    if (section.empty() && std::find(but.begin(), but.end(), key) != but.end()) continue;
    remember(entry.second, section.empty() ? key : fmt::format("{}.{}", section, key));
  }
}

}  // namespace nacre::jobs::pipeline
