#include "app/analyze/config.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <vector>

#include "core/error.h"

namespace nacre::app {

namespace {
/// What a file of options may say, of all that a command has.
bool is_option(const CLI::Option* option) {
  if (option->get_lnames().empty() && option->get_positional()) return true;  // files
  if (option->get_lnames().empty()) return false;
  const std::string& name = option->get_lnames()[0];
  return name != "help" && name != "config" && name != "schema";
}

std::string name_of(const CLI::Option& option) { return option.get_single_name(); }

std::vector<CLI::Option*> options_of(CLI::App& command) { return command.get_options(is_option); }

CLI::Option* find_option(CLI::App& command, const std::string& name) {
  for (CLI::Option* option : options_of(command))
    if (name_of(*option) == name) return option;
  return nullptr;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words) text += (text.empty() ? "" : " | ") + w;
  return text;
}

/// CLI11's word for the values of an option, in ours.
std::string allowed_values(const CLI::Option& option) {
  std::string text = option.get_type_name();
  const std::pair<const char*, const char*> words[] = {{"TEXT:", ""},
                                                       {"TEXT", "a word"},
                                                       {"UINT", "a whole number >= 0"},
                                                       {"INT", "a whole number"},
                                                       {"FLOAT", "a number"}};
  for (const auto& [theirs, ours] : words)
    if (const std::size_t at = text.find(theirs); at != std::string::npos) {
      text.replace(at, std::string(theirs).size(), ours);
      break;
    }
  return option.get_expected_max() == 0 ? "true | false" : text;
}

/// One file of options for one command.
class OptionFile {
 public:
  OptionFile(CLI::App& command, GlobalOptions& global, std::string path)
      : command_(command), global_(global), path_(std::move(path)) {}

  void apply() {
    const YAML::Node root = load();
    if (root.IsNull()) return;
    check_map(root, root);
    for (const auto& entry : root)
      if (analysis_of(entry.first, entry.second) != nullptr) section(entry.first, entry.second);
    for (const auto& entry : root)
      if (analysis_of(entry.first, entry.second) == nullptr) value(command_, entry.first, entry.second, true);
  }

 private:
  YAML::Node load() const {
    try {
      return YAML::LoadFile(path_);
    } catch (const YAML::BadFile&) {
      throw Error("cannot open").file(path_).key("--config");
    } catch (const YAML::Exception& e) {
      throw Error(e.msg).file(path_).line(e.mark.line + 1);
    }
  }

  Error at(const YAML::Node& node, Error error) const { return error.file(path_).line(node.Mark().line + 1); }

  void check_map(const YAML::Node& where, const YAML::Node& node) const {
    if (!node.IsMap()) throw at(where, Error("not a list of keys and values").allowed("KEY: VALUE on each line"));
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) throw at(entry.first, Error("not a key").allowed("the long name of an option"));
      if (!seen.insert(entry.first.Scalar()).second)
        throw at(entry.first, Error("given twice").key(entry.first.Scalar()));
    }
  }

  /// The analysis whose section this is; a value that is no map belongs to an option of that name (--rings of rdf).
  CLI::App* analysis_of(const YAML::Node& key, const YAML::Node& value) const {
    if (value.IsMap())
      for (CLI::App* analysis : command_.get_parent()->get_subcommands({}))
        if (analysis->get_name() == key.Scalar()) return analysis;
    return nullptr;
  }

  void section(const YAML::Node& key, const YAML::Node& values) {
    CLI::App& analysis = *analysis_of(key, values);
    check_map(key, values);
    const bool called = &analysis == &command_,
               on_page = !called && (command_.get_name() == "all" || command_.get_name() == "compare");
    for (const auto& entry : values) {
      if (on_page && find_option(command_, entry.first.Scalar()) != nullptr)
        throw at(entry.first, Error("here this option is one for all analyses; it stands outside the sections")
                                  .key(key.Scalar() + ": " + entry.first.Scalar()));
      value(analysis, entry.first, entry.second, called || on_page);
    }
  }

  void value(CLI::App& command, const YAML::Node& key, const YAML::Node& value, bool wanted) {
    CLI::Option* option = find_option(command, key.Scalar());
    if (option == nullptr) throw at(key, unknown(command, key.Scalar()));
    if (!wanted || option->count() > 0) return;
    try {
      add(*option, value);
      if (option->count() > 0) option->run_callback();
    } catch (const CLI::ParseError&) {
      throw at(
          value,
          Error("not a value of this option").key(key.Scalar()).value(text_of(value)).allowed(allowed_values(*option)));
    }
    global_.config_lines[key.Scalar()] = {path_, value.Mark().line + 1};
  }

  Error unknown(CLI::App& command, const std::string& key) const {
    std::vector<std::string> known;
    for (const CLI::Option* option : options_of(command)) known.push_back(name_of(*option));
    Error error("unknown key for nacre analyze " + command.get_name());
    error.key(key).allowed(joined(known));
    if (&command == &command_)
      for (const CLI::App* analysis : command.get_parent()->get_subcommands({})) known.push_back(analysis->get_name());
    return error.nearest(nearest_word(key, known));
  }

  void add(CLI::Option& option, const YAML::Node& value) const {
    if (option.get_expected_max() == 0) {
      bool set = false;
      if (!value.IsScalar() || !YAML::convert<bool>::decode(value, set)) throw CLI::ConversionError("not a flag");
      if (set) option.add_result("true");
    } else if (value.IsScalar()) {
      option.add_result(value.Scalar());
    } else if (value.IsSequence() && value.size() > 0) {
      for (const auto& item : value) {
        if (!item.IsScalar()) throw CLI::ConversionError("not a list of values");
        option.add_result(item.Scalar());
      }
    } else {
      throw CLI::ConversionError("not a value");
    }
  }

  static std::string text_of(const YAML::Node& value) {
    YAML::Emitter text;
    text << YAML::Flow << value;
    return text.c_str();
  }

  CLI::App& command_;
  GlobalOptions& global_;
  std::string path_;
};

/// Every option with what it is and its default, ready for --config.
std::string schema(CLI::App& command) {
  std::string text = fmt::format("# options of nacre analyze {}\n", command.get_name());
  for (const CLI::Option* option : options_of(command)) {
    text += fmt::format("\n# {}\n", option->get_description());
    const std::string& value = option->get_default_str();
    text += value.empty() ? fmt::format("# {}:\n", name_of(*option)) : fmt::format("{}: {}\n", name_of(*option), value);
  }
  return text;
}
}  // namespace

void add_config(CLI::App& analyze, GlobalOptions& options) {
  for (CLI::App* command : analyze.get_subcommands({})) {
    command->add_option_function<std::string>(
        "--config", [command, &options](const std::string& path) { OptionFile(*command, options, path).apply(); },
        "YAML file of options, long names as keys; the command line wins");
    command->add_flag_callback(
        "--schema",
        [command] {
          fmt::print("{}", schema(*command));
          throw CLI::Success();
        },
        "Print such a file with every default");
  }
}

void set_unless_given(CLI::App& command, const std::string& option, const std::string& value) {
  CLI::Option* found = command.get_option("--" + option);
  if (found->count() > 0) return;
  found->add_result(value);
  found->run_callback();
}

}  // namespace nacre::app
