#include "jobs/sites/train.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "io/folder_lock.h"
#include "jobs/earlier_results.h"
#include "jobs/names.h"
#include "jobs/sites/runs.h"
#include "jobs/sites/training_page.h"
#include "jobs/text.h"
#include "sites/feature_keys.h"

namespace nacre::jobs {

namespace {
/// Rows of a table behind those that are there.
void append(sites::SiteTable& table, sites::SiteTable more) {
  const int first = static_cast<int>(table.boxes.size());
  for (std::string& box : more.boxes) table.boxes.push_back(std::move(box));
  for (sites::SiteRow& row : more.rows) row.box += first, table.rows.push_back(std::move(row));
}

/// The inputs, read: which are runs, and the tables.
struct Inputs {
  std::vector<std::string> runs;
  std::vector<sites::SiteTable> tables;
  sites::FeatureSettings settings;
};

/// Features of all are made with the same keys: those of the first table, where there is one.
Inputs read_inputs(const SitesTrain& job, const Surroundings& around) {
  Inputs in{{}, {}, job.keys.settings(around)};
  for (const std::string& given : job.inputs) {
    const std::string path = around.path(given);
    if (is_run(path)) {
      in.runs.push_back(given);
      continue;
    }
    in.tables.push_back(sites::read_site_table(path, job.label_column, job.group_column));
    in.settings = same_settings(in.tables.back().definition, path, job.keys, around);
    const std::string difference = sites::definition_difference(in.tables[0].definition, in.tables.back().definition);
    if (!difference.empty())
      throw Error("its features were made otherwise than the first table's: " + difference).file(path);
  }
  return in;
}

/// Runs and tables together.
sites::SiteTable gather(const SitesTrain& job, const Surroundings& around) {
  Inputs in = read_inputs(job, around);
  if (in.tables.empty() && (!job.label_column.empty() || !job.group_column.empty()))
    throw Error("a column of a table, and no table (.csv) is given")
        .key(job.label_column.empty() ? "group-column" : "label-column");
  const std::vector<OpenRun> open = open_runs(in.runs, job.run_options, in.settings, false, around);
  sites::SiteTable table = table_of(open, in.settings);
  for (const OpenRun& r : open)
    around.said().line(fmt::format("{}: features of {} atoms at the {} frame, at most {} atoms after their own row",
                                   r.name, r.sites.guests.size(), job.run_options.at, r.sites.farthest_seen()));
  for (sites::SiteTable& t : in.tables) append(table, std::move(t));
  return table;
}

/// What would be ignored.
void check_options(const SitesTrain& job, const Surroundings& around) {
  const auto runs =
      std::count_if(job.inputs.begin(), job.inputs.end(), [&](const auto& i) { return is_run(around.path(i)); });
  if (runs == 0) job.given.refuse({"at", "structures"}, "on tables: it is of the folder of an insertion");
  if (job.label_column.empty()) return;
  if (runs > 0 && runs < static_cast<std::ptrdiff_t>(job.inputs.size()))
    throw Error("the runs have no such column and would be labelled by the threshold; train on tables alone")
        .key("label-column")
        .value(job.label_column);
  if (runs == 0) job.given.refuse({"threshold"}, "with --label-column: the words are the labels");
}
}  // namespace

void SitesTrain::options(Options& table) {
  table.add_positional("inputs", inputs, "Folders of finished insertions, or tables of features (.csv)")
      .require()
      .as(Path::input);
  table.add("output", output, "The forest").shortly("o").as(Path::output);
  table.add("output-dir", folder, "Folder for tables and pictures; unless given, the forest's stem + -training")
      .also("folder")
      .as(Path::folder);
  table.add("label-column", label_column,
            "Column of the tables with the words adsorption, filling or intercalation; unless given, labels "
            "are the column binding_energy_eV against the threshold");
  table.add("group-column", group_column,
            "Column of the tables that says which box a row is of; unless given, a table is a box");
  run_options.add_to(table, given);
  forest.add_to(table, given);
  keys.add_to(table);
}

void SitesTrain::own_files(const Surroundings& around, FileNames& names) const {
  write_into(around.path(result_name(folder, output, "-training", around)), sites::training_file_names(), "output-dir",
             names);
}

report::Report SitesTrain::run(const Surroundings& around) {
  check_options(*this, around);
  const sites::SiteTable table = gather(*this, around);
  const sites::TeachingSettings settings = forest.settings();
  const sites::Teaching teaching = sites::teaching_of(table, settings);
  around.said().line(teaching.text());
  const sites::SiteTraining training = sites::train_on(table, teaching, settings);
  const std::string tables = result_folder(folder, output, "-training", around);
  const FolderLock lock(around.path(tables), "nacre sites train");
  replace_files({{around.path(output), sites::forest_text(training)}}, around.said());
  write_files(around.path(tables), sites::training_files(training), around.said());
  report::Report report;
  for (const std::string& n : training_notices(training)) report.words += note_text(n);
  report.words += fmt::format("{}Forest: {}; tables and pictures: {}\n", training_page(training), output, tables);
  report.sections = {{"training", "training", "", training_rows(training)}};
  put_training(report.summary, training, teaching);
  report.summary.put("threshold_eV", teaching.threshold.energy);
  report.summary.put("threshold", teaching.threshold.word);
  return report;
}

}  // namespace nacre::jobs
