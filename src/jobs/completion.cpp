#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "jobs/help.h"
#include "jobs/reference.h"

namespace nacre::jobs {

namespace {
std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " ")); }

/// First words, and what may follow the first word of two.
struct Tree {
  std::vector<std::string> first;
  std::map<std::string, std::vector<std::string>> second;
};

Tree tree_of(const std::vector<CommandWords>& all) {
  Tree tree;
  for (const CommandWords& c : all) {
    const std::size_t blank = c.command.find(' ');
    const std::string first = c.command.substr(0, blank);
    if (std::find(tree.first.begin(), tree.first.end(), first) == tree.first.end()) tree.first.push_back(first);
    if (blank != std::string::npos) tree.second[first].push_back(c.command.substr(blank + 1));
  }
  return tree;
}

/// First words that are no command without their second, as a pattern of the shell.
std::string groups(const std::vector<CommandWords>& all) {
  std::vector<std::string> names;
  for (const auto& group : tree_of(all).second)
    if (std::none_of(all.begin(), all.end(), [&](const CommandWords& c) { return c.command == group.first; }))
      names.push_back(group.first);
  return fmt::format("{}", fmt::join(names, "|"));
}

std::string bash_cases(const std::vector<CommandWords>& all) {
  std::string text;
  for (const CommandWords& c : all) text += fmt::format("    \"{}\") words=\"{}\" ;;\n", c.command, joined(c.options));
  for (const auto& [first, second] : tree_of(all).second)
    text += fmt::format("    \"{}\") words=\"{}\" ;;\n", first, joined(second));
  return text;
}

std::string bash_script(const std::vector<CommandWords>& all) {
  return "# nacre completion bash > ~/.local/share/bash-completion/completions/nacre\n_nacre() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" command=\"${COMP_WORDS[1]}\" words\n"
         "  case \"$command\" in " +
         groups(all) +
         ") [ \"$COMP_CWORD\" -gt 2 ] && command=\"$command "
         "${COMP_WORDS[2]}\" ;; esac\n"
         "  [ \"$COMP_CWORD\" -eq 1 ] && command=\n  case \"$command\" in\n"
         "    \"\") words=\"" +
         joined(tree_of(all).first) + "\" ;;\n" + bash_cases(all) +
         "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\ncomplete -o default -F _nacre nacre\n";
}

std::string zsh_script(const std::vector<CommandWords>& all) {
  return "#compdef nacre\n# nacre completion zsh > a folder of $fpath, as _nacre\nautoload -U +X bashcompinit && "
         "bashcompinit\n" +
         bash_script(all);
}

std::string fish_script(const std::vector<CommandWords>& all) {
  std::string text = "# nacre completion fish > ~/.config/fish/completions/nacre.fish\n";
  for (const std::string& first : tree_of(all).first)
    text += fmt::format("complete -c nacre -n __fish_use_subcommand -a {}\n", first);
  for (const auto& [first, second] : tree_of(all).second)
    for (const std::string& word : second)
      text += fmt::format("complete -c nacre -n '__fish_seen_subcommand_from {}' -a {}\n", first, word);
  for (const CommandWords& c : all)
    for (const std::string& option : c.options)
      text += fmt::format("complete -c nacre -n '__fish_seen_subcommand_from {}' -l {}\n",
                          c.command.substr(c.command.rfind(' ') + 1), option.substr(2));
  return text;
}

/// For troff: a dash is an option's, a line that begins with a point is none of its commands.
std::string troff(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '-' ? "\\-" : c == '\\' ? "\\e" : std::string(1, c);
  return (out.starts_with('.') || out.starts_with('\'') ? "\\&" : "") + out;
}

std::string page_name(std::string command) {
  for (char& c : command)
    if (c == ' ') c = '-';
  return "nacre-" + command;
}

std::string head_of(const std::string& name, const std::string& sentence) {
  return fmt::format(".TH {} 1 \"\" \"nacre {}\"\n.SH NAME\n{} \\- {}\n", name, NACRE_VERSION, troff(name),
                     troff(sentence));
}

std::string page_of(const JobKind& kind) {
  const std::unique_ptr<Job> job = kind.make();
  Options table;
  job->options(table);
  CommonOptions common;
  Options shared;
  common.options(shared);
  std::string text =
      head_of(page_name(kind.command), kind.sentence) + ".SH SYNOPSIS\n.B nacre " + troff(kind.command) + "\n";
  std::string options;
  for (const Options* part : {&table, &shared})
    for (const Option& row : part->rows()) {
      if (row.positional && row.required) text += ".I " + troff(row.name) + "\n";
      options += ".TP\n.B " + troff((row.positional ? "" : "--") + row.name) + " " + troff(row.values) + "\n" +
                 troff(row.sentence);
      options += row.standard.empty() ? "\n" : " [" + troff(row.standard) + "]\n";
    }
  return text + "[options]\n.SH OPTIONS\n" + options + ".SH EXAMPLE\n.nf\n" + troff(kind.example) +
         "\n.fi\n.SH SEE ALSO\n.BR nacre (1)\n";
}

std::string first_page() {
  std::string text = head_of("nacre", "molecular dynamics of battery carbons with machine-learned potentials");
  text += ".SH SYNOPSIS\n.B nacre\n.I command\n[options]\n.SH COMMANDS\n";
  for (const CommandWords& c : command_words()) text += ".TP\n.B " + troff(c.command) + "\n" + troff(c.sentence) + "\n";
  return text +
         ".SH EXIT STATUS\n0 done, 1 the work failed, 2 bad input or usage, 130 interrupted with a checkpoint "
         "written\n";
}
}  // namespace

void Completion::options(Options& table) { table.add_positional("SHELL", shell, "bash, zsh or fish").require(); }

report::Report Completion::run(const Surroundings&) {
  const std::vector<CommandWords> all = command_words();
  report::Report report;
  if (shell == "bash") report.words = bash_script(all);
  if (shell == "zsh") report.words = zsh_script(all);
  if (shell == "fish") report.words = fish_script(all);
  if (report.words.empty())
    throw Error("no completion for this shell").key("SHELL").value(shell).allowed("bash | zsh | fish");
  return report;
}

void Man::options(Options& table) {
  table.add_positional("FOLDER", folder, "Where nacre.1 and a page a command are put").require().as(Path::folder);
}

report::Report Man::run(const Surroundings& around) {
  make_folder(folder, around);
  report::Report report;
  report.files.push_back({folder + "/nacre.1", first_page()});
  for (const JobKind& kind : job_kinds())
    report.files.push_back({folder + "/" + page_name(kind.command) + ".1", page_of(kind)});
  write_files(report, around);
  report.words = fmt::format("{} pages in {}: MANPATH, or man -l\n", report.files.size(), folder);
  report.files.clear();
  return report;
}

}  // namespace nacre::jobs
