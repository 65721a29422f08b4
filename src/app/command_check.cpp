#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/summary.h"
#include "jobs/checked_deck.h"
#include "jobs/detailed_error.h"
#include "jobs/insert.h"
#include "jobs/pipeline/read_pipeline.h"
#include "jobs/train.h"

namespace nacre::app {

using jobs::CheckedDeck;

namespace {
void write_summary(const CheckedDeck& checked, const GlobalOptions& options) {
  std::vector<Summary::Map> errors;
  for (const Error& e : checked.errors)
    errors.push_back({{"file", e.file()}, {"line", std::int64_t{e.line()}}, {"message", e.message()}});
  Summary summary;
  summary.put_maps("errors", std::move(errors));
  write_summary_file(summary, options);
}

/// A folder with nep.in and no run.in, or a file of that name.
bool is_training(const std::string& where) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(where)) return fs::path(where).filename() == "nep.in";
  return fs::exists(fs::path(where) / "nep.in") && !fs::exists(fs::path(where) / "run.in");
}

/// A folder with insert.yaml and no run.in, or a YAML file.
bool is_insertion(const std::string& where) {
  namespace fs = std::filesystem;
  if (!fs::is_directory(where)) return fs::path(where).extension() == ".yaml";
  return fs::exists(fs::path(where) / "insert.yaml") && !fs::exists(fs::path(where) / "run.in");
}

CheckedDeck check_insertion(const std::string& where) {
  CheckedDeck checked;
  checked.deck.file = jobs::insert_file(where);
  jobs::list_insert_errors(where, checked.errors);
  return checked;
}

/// A YAML file with stages.
bool is_chain(const std::string& where) {
  namespace fs = std::filesystem;
  return !fs::is_directory(where) && fs::path(where).extension() == ".yaml" && jobs::pipeline::is_pipeline(where);
}

CheckedDeck check_pipeline(const std::string& where) {
  CheckedDeck checked;
  checked.deck.file = where;
  jobs::pipeline::read_pipeline(where, checked.errors);
  return checked;
}

CheckedDeck check_training(const std::string& where) {
  CheckedDeck checked;
  checked.deck.file = where;
  jobs::list_train_errors(where, checked.errors);
  return checked;
}

void check(const std::string& where, const GlobalOptions& options) {
  apply_global_options(options);
  const CheckedDeck checked = is_training(where)    ? check_training(where)
                              : is_chain(where)     ? check_pipeline(where)
                              : is_insertion(where) ? check_insertion(where)
                                                    : jobs::read_and_check(where);
  write_summary(checked, options);
  for (const Error& e : checked.errors) fmt::print(stderr, "{}\n", e.what());
  jobs::throw_all(checked.errors, "the deck", checked.deck.file);
  if (!options.quiet) fmt::print("{}no errors\n", checked.text);
}
}  // namespace

void register_check(CLI::App& app, GlobalOptions& options) {
  CLI::App* command = app.add_subcommand("check", "Read a deck and the files it names, list every error, run nothing");
  auto where = std::make_shared<std::string>(".");
  command
      ->add_option(
          "DIR", *where,
          "Folder with run.in and model.xyz, with nep.in and train.xyz or with insert.yaml, or that file itself; "
          "or the file of a pipeline")
      ->capture_default_str();
  add_global_options(command, options, "nacre check input/anneal-carbon");
  command->callback([where, &options] { check(*where, options); });
}

}  // namespace nacre::app
