#include "jobs/reference.h"

#include "insert/keys.h"
#include "io/formats/format.h"
#include "jobs/job.h"
#include "run/deck/keywords.h"
#include "train/keywords.h"

namespace nacre::jobs {

namespace {
/// The options of a command; the job that they are bound to lives no longer than this call.
std::vector<Name> options_of(const JobKind& kind) {
  const std::unique_ptr<Job> job = kind.make();
  Options table;
  job->options(table);
  std::vector<Name> names;
  for (const Option& row : table.rows())
    names.push_back({(row.positional ? "" : "--") + row.name, "option of nacre " + kind.command, row.sentence,
                     "nacre " + kind.command + " --help"});
  return names;
}

void add_commands(std::vector<Name>& names) {
  for (const JobKind& kind : job_kinds())
    names.push_back({kind.command, "command", kind.sentence, "for example: " + kind.example});
  names.push_back(
      {"pipeline", "command", "The chain from one file: build, run, analyze, insert, sites", "docs/pipeline.md"});
  names.push_back({"--config", "option of every command",
                   "YAML file of options; of insert, learn and pipeline their file",
                   "nacre COMMAND --schema prints one"});
  names.push_back(
      {"--schema", "option of every command", "Prints a file for --config with every default", "docs/analysis.md"});
  for (const JobKind& kind : job_kinds())
    for (Name& option : options_of(kind)) names.push_back(std::move(option));
}

void add_pages(std::vector<Name>& names) {
  const std::pair<const char*, const char*> pages[] = {
      {"analysis.md", "analyses: definitions, tables, figures, published values"},
      {"api.md", "the library for C++"},
      {"build.md", "structures: layers, slits, wedges, edges, tubes, domains; formation energies"},
      {"checkpoint.md", "what a checkpoint holds"},
      {"files.md", "files that are read and written"},
      {"formats.md", "formats of structures, nacre convert"},
      {"gpu.md", "running on a GPU"},
      {"input.md", "run.in: keywords of a deck"},
      {"insert.md", "insertion of ions, insert.yaml"},
      {"lammps.md", "pair_style nacre in LAMMPS, decks for LAMMPS"},
      {"learn.md", "active learning from one file"},
      {"pipeline.md", "the chain of stages from one file"},
      {"python.md", "the Python package"},
      {"reliability.md", "what holds when a program is killed or a disk is full"},
      {"scale.md", "costs of many ranks"},
      {"sites.md", "types of sodium sites"},
      {"train.md", "training of a NEP, nep.in"},
      {"tutorial-anneal.md", "a first anneal, step by step"},
      {"units.md", "units"}};
  for (const auto& [page, sentence] : pages)
    names.push_back({page, "page of docs", sentence, std::string("docs/") + page});
}

std::vector<Name> make_names() {
  std::vector<Name> names;
  add_commands(names);
  for (const run::Keyword& k : run::keyword_table())
    names.push_back({k.name, "keyword of run.in", k.sentence, k.syntax + "; docs/input.md"});
  for (const train::Keyword& k : train::keyword_table())
    names.push_back({k.name, "keyword of nep.in", k.sentence, k.syntax + "; docs/train.md"});
  for (const insert::Key& k : insert::key_table())
    names.push_back({k.name, "key of insert.yaml", k.sentence, k.values + "; docs/insert.md"});
  for (const formats::Format& f : formats::all())
    names.push_back({f.name, "format of files", f.title + ": " + f.holds, "docs/formats.md"});
  add_pages(names);
  return names;
}
}  // namespace

const std::vector<Name>& all_names() {
  static const std::vector<Name> names = make_names();
  return names;
}

std::vector<CommandWords> command_words() {
  std::vector<CommandWords> all;
  for (const JobKind& kind : job_kinds()) {
    CommandWords words{kind.command, kind.sentence, {"--device", "--threads", "--quiet", "--summary", "--help"}};
    if (kind.option_file) words.options.insert(words.options.end(), {"--config", "--schema"});
    for (const Name& option : options_of(kind))
      if (option.name.starts_with("--")) words.options.push_back(option.name);
    all.push_back(std::move(words));
  }
  all.push_back({"pipeline",
                 "The chain from one file",
                 {"--device", "--threads", "--quiet", "--summary", "--config", "--schema", "--keywords", "--help"}});
  return all;
}

}  // namespace nacre::jobs
