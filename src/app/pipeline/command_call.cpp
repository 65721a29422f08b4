#include "app/pipeline/command_call.h"

#include <algorithm>

#include "app/commands.h"
#include "app/job_command.h"
#include "core/error.h"

namespace nacre::app {

namespace {
/// The commands that a stage may be.
struct Commands {
  GlobalOptions options;
  CLI::App app{"", "nacre"};

  Commands() {
    register_build(app, options);
    register_run(app, options);
    add_job(app, "insert", options);
    register_analyze(app, options);
    add_job(app, "train", options);
    register_sites(app, options);
  }

  CLI::App* find(const std::vector<std::string>& command) {
    CLI::App* at = &app;
    for (const std::string& word : command) {
      const auto below = at->get_subcommands([&](CLI::App* a) { return a->get_name() == word; });
      if (below.empty()) return nullptr;
      at = below.front();
    }
    return at;
  }
};

bool is_everywhere(const std::string& name) {
  for (const char* common : {"help", "device", "threads", "quiet", "summary"})
    if (name == common) return true;
  return false;
}

CommandOption described(const CLI::Option& o) {
  CommandOption made;
  made.name = o.get_lnames().front();
  made.values = o.get_type_name();
  made.standard = o.get_default_str();
  made.sentence = o.get_description();
  made.flag = o.get_items_expected_max() == 0;
  made.required = o.get_required();
  made.takes_many = o.get_allow_extra_args() || o.get_items_expected_min() > 1;
  return made;
}

/// The longest option name that the parser's message speaks of.
std::string option_in(const std::string& message, const CLI::App& command) {
  std::string found;
  for (const CLI::Option* o : command.get_options())
    for (const std::string& name : o->get_lnames())
      if (name.size() > found.size() && message.find("--" + name) != std::string::npos) found = name;
  return found;
}

/// Thrown when all words are read, before a command begins.
struct WordsAreRight {};

const CLI::App& innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : innermost(*chosen.front());
}

void parse(Commands& commands, const std::vector<std::string>& words) {
  try {
    commands.app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // the parser takes them from the end
  } catch (const CLI::ParseError& e) {
    Error error(e.what());
    const std::string option = option_in(e.what(), innermost(commands.app));
    throw option.empty() ? error : error.key(option);
  }
}
}  // namespace

std::vector<CommandOption> options_of(const std::vector<std::string>& command) {
  Commands commands;
  std::vector<CommandOption> found;
  if (CLI::App* app = commands.find(command))
    for (const CLI::Option* o : app->get_options())
      if (!o->get_lnames().empty() && !is_everywhere(o->get_lnames().front())) found.push_back(described(*o));
  return found;
}

bool has_command(const std::vector<std::string>& command) { return Commands().find(command) != nullptr; }

std::vector<std::string> command_names(const std::vector<std::string>& command) {
  Commands commands;
  std::vector<std::string> names;
  if (CLI::App* app = commands.find(command))
    for (const CLI::App* below : app->get_subcommands([](CLI::App*) { return true; }))
      names.push_back(below->get_name());
  return names;
}

void check_words(const std::vector<std::string>& words) {
  Commands commands;
  commands.app.parse_complete_callback([] { throw WordsAreRight(); });
  try {
    parse(commands, words);
  } catch (const WordsAreRight&) {
  }
}

void call_command(const std::vector<std::string>& words) {
  Commands commands;
  parse(commands, words);
}

}  // namespace nacre::app
