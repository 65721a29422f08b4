// nacre sites train
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/sites/options.h"
#include "app/summary.h"
#include "core/error.h"
#include "io/files.h"
#include "sites/feature_keys.h"

namespace nacre::app {

namespace {
struct TrainCommand {
  std::vector<std::string> inputs;
  std::string output = "forest.yaml", folder, label_column, group_column;
  RunOptions run;
  TrainOptions train;
  std::shared_ptr<FeatureArguments> keys = std::make_shared<FeatureArguments>();
};

/// Rows of a table behind those that are there.
void append(sites::SiteTable& table, sites::SiteTable more) {
  const int first = static_cast<int>(table.boxes.size());
  for (std::string& box : more.boxes) table.boxes.push_back(std::move(box));
  for (sites::SiteRow& row : more.rows) row.box += first, table.rows.push_back(std::move(row));
}

/// Runs and tables together; features of all made with the same keys: those of the first table, where there is one.
sites::SiteTable gather(const TrainCommand& command, std::vector<std::string>& notices) {
  std::vector<std::string> runs;
  std::vector<sites::SiteTable> tables;
  sites::FeatureSettings settings = command.keys->settings();
  for (const std::string& path : command.inputs) {
    if (is_run(path)) {
      runs.push_back(path);
      continue;
    }
    tables.push_back(sites::read_site_table(path, command.label_column, command.group_column));
    settings = same_settings(tables.back().definition, path, *command.keys);
    const std::string difference = sites::definition_difference(tables[0].definition, tables.back().definition);
    if (!difference.empty())
      throw Error("its features were made otherwise than the first table's: " + difference).file(path);
  }
  if (tables.empty() && (!command.label_column.empty() || !command.group_column.empty()))
    throw Error("a column of a table, and no table (.csv) is given")
        .key(command.label_column.empty() ? "group-column" : "label-column");
  const std::vector<OpenRun> open = open_runs(runs, command.run, settings, false);
  sites::SiteTable table = table_of(open, settings);
  for (const OpenRun& r : open)
    notices.push_back(fmt::format("{}: features of {} atoms at the {} frame, at most {} atoms after their own row",
                                  r.name, r.sites.guests.size(), command.run.at, r.sites.farthest_seen()));
  for (sites::SiteTable& t : tables) append(table, std::move(t));
  return table;
}

/// What would be ignored.
void check_options(const TrainCommand& arguments, const CLI::App& command) {
  const auto runs = std::count_if(arguments.inputs.begin(), arguments.inputs.end(), is_run);
  if (runs == 0) refuse_options(command, {"--at", "--structures"}, "on tables: it is of the folder of an insertion");
  if (arguments.label_column.empty()) return;
  if (runs > 0 && runs < static_cast<std::ptrdiff_t>(arguments.inputs.size()))
    throw Error("the runs have no such column and would be labelled by the threshold; train on tables alone")
        .key("label-column")
        .value(arguments.label_column);
  if (runs == 0) refuse_options(command, {"--threshold"}, "with --label-column: the words are the labels");
}

void train(const TrainCommand& command, const GlobalOptions& options) {
  apply_global_options(options);
  std::vector<std::string> notices;
  const sites::SiteTable table = gather(command, notices);
  const sites::TeachingSettings settings = command.train.settings();
  const sites::Teaching teaching = sites::teaching_of(table, settings);
  if (!options.quiet) {
    for (const std::string& n : notices) fmt::print("{}\n", n);
    fmt::print("{}\n", teaching.text());
  }
  const sites::SiteTraining training = sites::train_on(table, teaching, settings);
  const std::string folder = result_folder(command.folder, command.output, "-training");
  write_whole(command.output, sites::forest_text(training));
  write_files(folder, sites::training_files(training));
  if (!options.quiet) {
    for (const std::string& n : training_notices(training)) fmt::print("{}", note_text(n));
    fmt::print("{}Forest: {}; tables and pictures: {}\n", training_page(training), command.output, folder);
  }
  Summary summary;
  put_training(summary, training, teaching);
  summary.put("threshold_eV", teaching.threshold.energy);
  summary.put("threshold", teaching.threshold.word);
  write_summary_file(summary, options);
}
}  // namespace

void register_sites_train(CLI::App& sites, GlobalOptions& options) {
  auto* command = sites.add_subcommand("train", "Trains a forest that tells adsorption from filling of a pore");
  const auto arguments = std::make_shared<TrainCommand>();
  command->add_option("inputs", arguments->inputs, "Folders of finished insertions, or tables of features (.csv)")
      ->required();
  command->add_option("-o,--output", arguments->output, "The forest")->capture_default_str();
  command->add_option("--output-dir,--folder", arguments->folder,
                      "Folder for tables and pictures; unless given, the forest's stem + -training");
  command->add_option("--label-column", arguments->label_column,
                      "Column of the tables with the words adsorption, filling or intercalation; unless given, labels "
                      "are the column binding_energy_eV against the threshold");
  command->add_option("--group-column", arguments->group_column,
                      "Column of the tables that says which box a row is of; unless given, a table is a box");
  arguments->run.add_options(*command);
  arguments->train.add_options(*command);
  FeatureArguments::add_options(*command, arguments->keys);
  add_global_options(command, options, "nacre sites train seed-1 seed-2 --threshold median --output forest.yaml");
  command->callback([arguments, command, &options] {
    check_options(*arguments, *command);
    train(*arguments, options);
  });
}

}  // namespace nacre::app
