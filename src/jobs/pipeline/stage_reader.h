// What the kinds of stages share when they read their keys: files and earlier stages, options of commands, errors with
// file and line.
//
//   a path        relative to the configuration's folder
//   stage:NAME/F  the file F of an earlier stage
//   stage:NAME    the structure that comes out of it
#pragma once
#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "jobs/pipeline/pipeline.h"
#include "jobs/pipeline/stage_call.h"

namespace nacre::jobs::pipeline {

/// The configuration as read, and what came of it up to the present stage.
struct PipelineReading {
  Pipeline pipeline;
  std::vector<std::string> lines;   ///< of the file, for blocks of text in it
  std::optional<std::string> seed;  ///< of all stages that do not say their own
  std::string scratch;              ///< folder for structures that are built only to check the stages after them
  std::vector<Error>* errors = nullptr;
};

/// A stage cannot be read because one that it depends on was refused, with errors of its own.
struct DependsOnUnread {};

class StageReader {
 public:
  /// What comes out of a stage whose kind is not known.
  static constexpr const char* unknown_structure = "?";

  StageReader(PipelineReading& reading, PipelineStage& stage, const YAML::Node& keys, long line)
      : reading_(reading), stage_(stage), keys_(keys), line_(line) {}

  PipelineStage& stage() { return stage_; }
  const YAML::Node& keys() const { return keys_; }
  PipelineReading& reading() { return reading_; }

  /// The value of a key; an undefined node when it is absent.
  YAML::Node value(const std::string& key) const;
  bool has(const std::string& key) const { return value(key).IsDefined(); }
  /// One word. Throws Error when it is something else.
  std::string word(const std::string& key) const;
  long line_of(const std::string& key) const;
  /// "anneal.deck".
  std::string name_of(const std::string& key) const;
  /// The error with file, line and key.
  Error at(Error error, const std::string& key) const;
  /// Throws unless every key is one of these.
  void expect(const std::vector<std::string>& known) const;

  /// An input of the stage: its path as the command is to see it, from its folder. `base`: absolute folder that a plain
  /// path is relative to. Throws Error when there is no such file or no such stage.
  std::string input(const std::string& written, const std::string& key, const std::string& base);
  std::string input(const std::string& written, const std::string& key);
  /// The last input is copied into the stage's folder, under this name (its own unless given), which is returned.
  std::string copy_of_last(const std::string& name = "");
  /// The structure that the stage starts from, as an input: the key, else what the nearest stage before gives. Sets
  /// the probe. Throws Error when there is neither.
  std::string structure(const std::string& key);
  /// The nearest stage before this that is a `command`; -1 when there is none. Throws DependsOnUnread when one that was
  /// refused may have been it.
  int nearest(const std::string& command) const;

  /// The options of a job in the map, taken by the job's table; errors are collected. `given`: options that the
  /// pipeline gives itself, which are refused; `also`: keys of the map that are no options. An option that names a file
  /// to read is an input of the stage.
  OptionWords options(const std::string& command, const YAML::Node& map, const std::string& section,
                      const std::vector<std::string>& given, const std::vector<std::string>& also);
  /// The pipeline's file of published figures, for a call that takes one and names none; it becomes an input.
  void give_reference(StageCall& call);
  /// Is something missing in the call, or does something exclude another? Errors are collected.
  void check(const StageCall& call, const YAML::Node& map, const std::string& section);
  void collect(const Error& error) { reading_.errors->push_back(error); }
  /// Every value of the map becomes a setting called section + key; a section without keys is one too.
  void remember(const YAML::Node& map, const std::string& section, const std::vector<std::string>& but = {});

 private:
  void take(OpenCall& open, const Option& option, const YAML::Node& value, const std::string& section,
            OptionWords& taken);
  std::vector<std::string> words_of(const Option& option, const YAML::Node& value, const std::string& section);
  StageInput found(const std::string& written, const std::string& key, const std::string& base) const;
  StageInput of_unread(const PipelineStage& stage, const std::string& file, int number) const;
  StageInput of_stage(const std::string& written, const std::string& key) const;

  PipelineReading& reading_;
  PipelineStage& stage_;
  YAML::Node keys_;
  long line_;
};

/// As seen from a folder: relative to it, links followed.
std::string seen_from(const std::string& folder, const std::string& path);

}  // namespace nacre::jobs::pipeline
