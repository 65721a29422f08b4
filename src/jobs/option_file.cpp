#include "jobs/option_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <memory>

#include "core/error.h"
#include "io/yaml_file.h"

namespace nacre::jobs {

namespace {
Error at(const std::string& file, const YAML::Node& node, Error error) {
  return error.file(file).line(node.Mark().line + 1);
}

std::string text_of(const YAML::Node& value) {
  YAML::Emitter text;
  text << YAML::Flow << value;
  return text.c_str();
}

/// The words of a value; nothing when it is neither a scalar nor a list of scalars.
std::optional<std::vector<std::string>> words_of(const YAML::Node& value) {
  if (value.IsScalar()) return std::vector<std::string>{value.Scalar()};
  if (!value.IsSequence() || value.size() == 0) return std::nullopt;
  std::vector<std::string> words;
  for (const auto& item : value) {
    if (!item.IsScalar()) return std::nullopt;
    words.push_back(item.Scalar());
  }
  return words;
}

/// true, yes and on of YAML are one word here.
std::optional<std::vector<std::string>> flag_of(const YAML::Node& value) {
  bool set = false;
  if (!value.IsScalar() || !YAML::convert<bool>::decode(value, set)) return std::nullopt;
  return std::vector<std::string>{set ? "true" : "false"};
}

/// "analyze" of "analyze rdf".
std::string group_of(const std::string& command) {
  const std::size_t blank = command.rfind(' ');
  return blank == std::string::npos ? "" : command.substr(0, blank + 1);
}

/// One file of options for one job.
class OptionFile {
 public:
  OptionFile(std::string path, std::string command, Options& table)
      : path_(std::move(path)), command_(std::move(command)), table_(table) {}

  OptionPlaces apply() {
    const YAML::Node root = load();
    if (root.IsNull()) return {};
    check_map(root, root);
    for (const auto& entry : root)
      if (is_section(entry.first, entry.second)) section(entry.first, entry.second);
    for (const auto& entry : root)
      if (!is_section(entry.first, entry.second)) value(command_, table_, entry.first, entry.second, true);
    return std::move(places_);
  }

 private:
  YAML::Node load() const {
    try {
      return read_yaml(path_);
    } catch (Error& e) {
      throw e.line() > 0 ? e : e.key("--config");
    }
  }

  void check_map(const YAML::Node& where, const YAML::Node& node) const {
    if (!node.IsMap())
      throw at(path_, where, Error("not a list of keys and values").allowed("KEY: VALUE on each line"));
    for (const auto& entry : node) {
      if (!entry.first.IsScalar())
        throw at(path_, entry.first, Error("not a key").allowed("the long name of an option"));
    }
  }

  /// A value that is no map belongs to an option of that name (--rings of analyze rdf).
  bool is_section(const YAML::Node& key, const YAML::Node& value) const {
    return value.IsMap() && find_job(group_of(command_) + key.Scalar()) != nullptr;
  }

  void section(const YAML::Node& key, const YAML::Node& values) {
    check_map(key, values);
    const std::string command = group_of(command_) + key.Scalar();
    if (command == command_) return fill(command, table_, values, true);
    for (const auto& [name, part] : table_.sections())
      if (name == key.Scalar()) return part_of_job(key, *part, values);
    Options other;
    const std::unique_ptr<Job> job = find_job(command)->make();
    job->options(other);
    CommonOptions common;
    common.options(other);
    fill(command, other, values, false);
  }

  void fill(const std::string& command, Options& table, const YAML::Node& values, bool wanted) {
    for (const auto& entry : values) value(command, table, entry.first, entry.second, wanted);
  }

  /// What stands outside holds for the parts that say nothing else.
  static bool is_of_parts(const std::string& key) { return key == "cutoff" || key == "bond"; }

  void part_of_job(const YAML::Node& key, Options& part, const YAML::Node& values) {
    for (const auto& entry : values)
      if (table_.find(entry.first.Scalar()) != nullptr && !is_of_parts(entry.first.Scalar()))
        throw at(path_, entry.first,
                 Error("here this option is one for all analyses; it stands outside the sections")
                     .key(key.Scalar() + ": " + entry.first.Scalar()));
    fill(group_of(command_) + key.Scalar(), part, values, true);
  }

  void value(const std::string& command, Options& table, const YAML::Node& key, const YAML::Node& value, bool wanted) {
    Option* option = table.find(key.Scalar());
    if (option == nullptr) throw at(path_, key, unknown(command, table, key.Scalar()));
    if (!wanted || option->given) return;
    set_option(*option, value, path_);
    places_[key.Scalar()] = {path_, value.Mark().line + 1};
  }

  Error unknown(const std::string& command, const Options& table, const std::string& key) const {
    std::vector<std::string> known = table.names();
    Error error("unknown key for nacre " + command);
    error.key(key).allowed(fmt::format("{}", fmt::join(known, " | ")));
    const std::string group = group_of(command);
    if (&table == &table_)
      for (const JobKind& kind : job_kinds())
        if (!group.empty() && kind.command.rfind(group, 0) == 0) known.push_back(kind.command.substr(group.size()));
    return error.nearest(nearest_word(key, known));
  }

  std::string path_, command_;
  Options& table_;
  OptionPlaces places_;
};
}  // namespace

void set_option(Option& option, const YAML::Node& value, const std::string& file) {
  const auto words = option.flag ? flag_of(value) : words_of(value);
  if (!words)
    throw at(file, value,
             Error("not a value of this option").key(option.name).value(text_of(value)).allowed(option.values));
  try {
    option.set(*words);
  } catch (Error& e) {
    throw at(file, value, e);
  }
}

OptionPlaces read_option_file(const std::string& path, const std::string& command, Options& table) {
  return OptionFile(path, command, table).apply();
}

std::string option_file_schema(const std::string& command, const Options& table) {
  std::string text = fmt::format("# options of nacre {}\n", command);
  for (const Option& o : table.rows()) {
    text += fmt::format("\n# {}\n", o.sentence);
    text += o.standard.empty() ? fmt::format("# {}:\n", o.name) : fmt::format("{}: {}\n", o.name, o.standard);
  }
  return text;
}

}  // namespace nacre::jobs
