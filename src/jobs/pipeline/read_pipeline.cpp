#include "jobs/pipeline/read_pipeline.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "core/lines.h"
#include "io/paths.h"
#include "io/words.h"
#include "io/yaml_file.h"
#include "jobs/pipeline/kinds.h"
#include "report/published.h"

namespace nacre::jobs::pipeline {

namespace {
namespace fs = std::filesystem;

/// The whole file: global keys first, wherever they stand, because paths depend on them; then stage after stage.
class FileReader {
 public:
  FileReader(PipelineReading& reading, std::vector<Error>& errors) : reading_(reading), errors_(errors) {}

  void read(const YAML::Node& root) {
    if (!root.IsMap()) throw Error("this is not a map of keys and values").file(reading_.pipeline.file);
    YAML::Node stages(YAML::NodeType::Undefined);
    for_each(root, [&](const std::string& key, long line, const YAML::Node& value) {
      if (key == "stages")
        stages.reset(value);
      else
        global(key, line, value);
    });
    if (!stages.IsDefined() || !stages.IsMap() || stages.size() == 0)
      return errors_.push_back(
          Error("the stages are needed: a map, name: keys").file(reading_.pipeline.file).key("stages"));
    for_each(stages, [&](const std::string& name, long line, const YAML::Node& keys) { stage(name, line, keys); });
  }

 private:
  /// Errors are collected with the line of their entry.
  template <class Visit>
  void for_each(const YAML::Node& map, Visit&& visit) {
    for (const auto& entry : map) {
      const long line = entry.first.Mark().line + 1;
      try {
        const std::string key = entry.first.Scalar();
        visit(key, line, entry.second);
      } catch (Error& e) {
        errors_.push_back(e.file().empty() ? e.file(reading_.pipeline.file).line(line) : e);
      }
    }
  }

  void global(const std::string& key, long line, const YAML::Node& value) {
    const std::vector<std::string> known{"output", "threads", "device", "seed", "reference", "stages"};
    if (std::find(known.begin(), known.end(), key) == known.end())
      throw Error("unknown key").key(key).nearest(nearest_word(key, known));
    if (!value.IsScalar()) throw Error("one value is wanted").key(key);
    const Words words(reading_.pipeline.file, line, {key, value.Scalar()});
    Pipeline& p = reading_.pipeline;
    if (key == "output") p.output = real_path(fs::path(p.folder) / words[1]);
    if (key == "threads") p.threads = static_cast<int>(words.integer(1, key, 0, 4096));
    if (key == "device") p.device = words[1];
    if (key == "reference") p.reference = reference(words[1]);
    if (key == "seed") reading_.seed = std::to_string(words.integer(1, key, 0));
  }

  /// The file as it can be opened from anywhere, when its figures can be read.
  std::string reference(const std::string& written) const {
    const fs::path path = fs::path(reading_.pipeline.folder) / written;
    if (!is_plain_file(path)) throw Error("no such file: " + path.string()).key("reference").value(written);
    report::read_published(path.string());
    return real_path(path);
  }

  void stage(const std::string& name, long line, const YAML::Node& written) {
    const YAML::Node keys = written.IsMap() ? written : YAML::Node(YAML::NodeType::Map);
    PipelineStage made;
    StageReader reader(reading_, made, keys, line);
    made.name = name, made.line = line;
    const std::size_t errors_before = errors_.size();
    try {
      if (!written.IsMap() && !written.IsNull()) throw Error("the keys of the stage are wanted, indented below it");
      read_stage(name, reader);
    } catch (Error& e) {
      errors_.push_back(reader.at(e, ""));
    } catch (const DependsOnUnread&) {  // the errors of the other stage are enough
      made.is_whole = false;
    }
    made.is_whole = made.is_whole && errors_.size() == errors_before;
    reading_.pipeline.stages.push_back(std::move(made));
  }

  void read_stage(const std::string& name, StageReader& reader) {
    PipelineStage& made = reader.stage();
    made.structure = StageReader::unknown_structure;  // until the kind is known
    check_name(name);
    const StageKind& kind = kind_of(name, reader);
    made.command = kind.command, made.revision = kind.revision;
    made.structure = kind.structure, made.checkpoint = kind.checkpoint;
    made.folder =
        (fs::path(reading_.pipeline.output) / fmt::format("{:02}-{}", reading_.pipeline.stages.size() + 1, name))
            .string();
    reader.remember(reader.keys(), "", {"command", "deck", "deck_file"});
    kind.read(reader);
  }

  static void check_name(const std::string& name) {
    const bool is_plain = std::all_of(name.begin(), name.end(),
                                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
    if (!is_plain || name.empty())
      throw Error("not the name of a stage").value(name).allowed("letters, digits, - and _");
  }

  static const StageKind& kind_of(const std::string& name, const StageReader& reader) {
    const std::string command = reader.has("command") ? reader.word("command") : command_of_name(name);
    std::vector<std::string> known;
    for (const StageKind& kind : stage_kinds()) {
      if (kind.command == command) return kind;
      known.push_back(kind.command);
    }
    if (!reader.has("command"))
      throw reader.at(Error("the name is no command; say which it is, for example `command: run`")
                          .allowed(fmt::format("{}", fmt::join(known, " | ")))
                          .nearest(nearest_word(name, known)),
                      "command");
    throw reader.at(Error("not a command of a stage")
                        .value(command)
                        .allowed(fmt::format("{}", fmt::join(known, " | ")))
                        .nearest(nearest_word(command, known)),
                    "command");
  }

  PipelineReading& reading_;
  std::vector<Error>& errors_;
};
}  // namespace

ScratchFolder::ScratchFolder() {
  std::error_code failure;
  const fs::path below = fs::temp_directory_path(failure);
  const char* given = std::getenv("TMPDIR");
  if (failure)
    throw Error("no folder for temporary files: " + failure.message(), Error::Kind::failed)
        .file(given != nullptr ? given : "/tmp")
        .key("TMPDIR");
  path_ = (below / "nacre-pipeline-XXXXXX").string();
  if (mkdtemp(path_.data()) == nullptr) throw Error("cannot make a folder", Error::Kind::failed).file(path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

bool is_pipeline(const std::string& file) {
  try {
    return read_yaml(file)["stages"].IsDefined();
  } catch (const Error&) {  // the reader of what it then is will say why
    return false;
  } catch (const YAML::Exception&) {  // not a map
    return false;
  }
}

Pipeline read_pipeline(const std::string& file, std::vector<Error>& errors) {
  const ScratchFolder scratch;
  const std::string text = read_text(file);
  PipelineReading reading;
  reading.lines = split_lines(text);
  reading.scratch = scratch.path();
  reading.errors = &errors;
  Pipeline& pipeline = reading.pipeline;
  pipeline.file = file;
  pipeline.folder = real_path(fs::path(file).parent_path());
  pipeline.output = (fs::path(pipeline.folder) / fs::path(file).stem()).string();
  try {
    FileReader(reading, errors).read(parse_yaml(text, file));
  } catch (const YAML::Exception& e) {  // a key that is a list, and the like
    errors.push_back(Error("this is not a map of keys and values: " + e.msg).file(file).line(e.mark.line + 1));
  }
  return std::move(reading.pipeline);
}

}  // namespace nacre::jobs::pipeline
