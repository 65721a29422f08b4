#include "jobs/sites/all.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "io/folder_lock.h"
#include "io/paths.h"
#include "jobs/earlier_results.h"
#include "jobs/names.h"
#include "jobs/page/live_page.h"
#include "jobs/page/option_values.h"
#include "jobs/sites/all_work.h"
#include "jobs/sites/training_page.h"
#include "report/csv.h"
#include "report/render.h"
#include "sites/teachers.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;

/// Types without a forest: said in full, because nothing was learnt.
void use_threshold(SitesWork& w) {
  w.labeller.threshold = w.teaching.threshold;
  w.notices.push_back("no forest: " + w.teaching.lacking() + ". " + w.teaching.text() +
                      ". Types are by geometry and by this threshold itself, with no other probability. To learn: " +
                      w.teaching.advice());
}

void train_or_use(SitesWork& w, const SitesAll& job) {
  w.labeller.band = job.label.band;
  const sites::TeachingSettings settings = job.training.settings();
  w.teaching = sites::teaching_of(w.table, settings);
  if (w.given) {
    w.labeller.forest = &w.given->forest;
    w.agreement = sites::agreement_of(w.given->forest, w.table, w.teaching);
    return;
  }
  if (!w.teaching.can_train()) return use_threshold(w);
  w.training = sites::train_on(w.table, w.teaching, settings);
  w.labeller.forest = &w.training->trained.forest;
  for (std::string& n : training_notices(*w.training)) w.notices.push_back(std::move(n));
  if (w.teaching.threshold.is_relative())
    w.notices.push_back(
        fmt::format("the threshold is relative to these runs ({}: {:.4g} eV): adsorption and filling here "
                    "mean held more and less strongly than that, not than in the metal",
                    w.teaching.threshold.word, w.teaching.threshold.energy));
}

/// What an earlier call with other runs or another threshold left, and what this one will not replace.
void set_aside_stale(const SitesWork& w, const std::string& folder, const std::string& given, Log& log) {
  std::vector<std::string> stale;
  const auto add = [&](const std::string& name) { stale.push_back((fs::path(folder) / name).string()); };
  const fs::path forest = fs::path(folder) / "forest.yaml";
  const bool is_given = !given.empty() && file_exists(forest) && fs::equivalent(forest, given);
  if (!w.training)
    for (const std::string& name : sites::training_file_names()) add(name);
  if (!w.training && !is_given) add("forest.yaml");
  if (w.runs.size() > 1)
    for (const std::string& name : run_file_names()) add(name);
  for (std::size_t k = w.runs.size() > 1 ? w.runs.size() : 0;; ++k) {
    const std::string own = fmt::format("run-{}", k + 1);
    if (!is_folder(fs::path(folder) / own)) break;
    add(own);
  }
  set_aside(stale, log);
}

void report_runs(SitesWork& w, const SitesAll& job, const std::string& folder, const Surroundings& around) {
  for (std::size_t k = 0; k < w.runs.size(); ++k) {
    const std::string own = folder_of_run(folder, k, w.runs.size(), around);
    std::vector<double> own_answers;
    if (w.training)
      own_answers = sites::out_of_bag(*w.training, w.teaching, static_cast<int>(k), w.runs[k].sites.guests.size());
    w.reports.push_back(report_run(w.runs[k], w.labeller, w.settings, job.label.stages, own, around, own_answers));
    for (std::string& n : run_notices(w.reports.back())) w.notices.push_back(std::move(n));
  }
}

SitesWork open(const SitesAll& job, const Surroundings& around) {
  SitesWork w;
  if (!job.forest.empty()) w.given = open_forest(job.forest, job.keys, around);
  w.settings = w.given ? w.given->settings : job.keys.settings(around);
  w.runs = open_runs(job.runs, job.run_options, w.settings, true, around);
  if (w.given)
    for (OpenRun& r : w.runs) sites::mark_teachers(r.sites, w.given->forest);
  w.table = table_of(w.runs, w.settings);
  return w;
}

void write_results(const SitesWork& w, const report::Report& report, const std::string& folder, Log& log) {
  std::vector<std::pair<std::string, std::string>> files;
  if (w.training) {
    files = sites::training_files(*w.training);
    files.emplace_back("forest.yaml", sites::forest_text(*w.training));
  }
  files.emplace_back("features.csv", csv_text(sites::table_of(w.table, w.settings)));
  files.emplace_back("page.txt", report::page_text(report));
  files.emplace_back("summary.yaml", report.summary.yaml());
  write_files(folder, files, log);
}
}  // namespace

void SitesAll::options(Options& table) {
  table.add_positional("runs", runs, "Folders of finished insertions; several are several boxes")
      .require()
      .as(Path::input);
  table.add("forest", forest, "A trained forest; unless given, one is trained on the runs").as(Path::input);
  table.add("output-dir", folder, "Folder for everything; unless given, the first run's stem + -sites, beside it")
      .shortly("o")
      .also("folder")
      .as(Path::folder);
  table.add("reference", reference, "YAML file of published figures, in place of those of the program").as(Path::input);
  viewer.add_to(table);
  run_options.add_to(table, given);
  training.add_to(table, given);
  label.add_to(table, given);
  keys.add_to(table);
}

void SitesAll::own_files(const Surroundings& around, FileNames& names) const {
  if (runs.empty()) return;
  const std::string results = around.path(result_name(folder, runs.front(), "-sites", around));
  write_run_files(results, "output-dir", names);
  write_into(results, {"features.csv", "page.txt", report::page_name, "summary.yaml"}, "output-dir", names);
  if (forest.empty()) {
    write_into(results, {"forest.yaml"}, "output-dir", names);
    write_into(results, sites::training_file_names(), "output-dir", names);
  }
}

report::Report SitesAll::run(const Surroundings& around) {
  if (runs.empty()) throw Error("a finished insertion is needed").key("runs");
  if (!forest.empty()) given.refuse(ForestOptions::of_training(), "with --forest: nothing is trained");
  const report::PublishedTable published = report::read_published(around.path(reference));
  const std::string script = viewer.read(around);
  SitesWork w = open(*this, around);
  train_or_use(w, *this);
  const std::string results = result_folder(folder, runs.front(), "-sites", around);
  const FolderLock lock(around.path(results), "nacre sites all");
  set_aside_stale(w, around.path(results), around.path(forest), around.said());
  report_runs(w, *this, results, around);
  report::Report report = report_of(w, published);
  write_results(w, report, around.path(results), around.said());
  report::Page page{
      "nacre sites all", runs.front(), "done", false, w.notices, {}, {{"options", option_values(*this)}}, {}, {}};
  add_versions(page, around);
  write_files(around.path(results),
              {{report::page_name, html_of(w, report, around.path(results), script, std::move(page))}}, around.said());
  report.written = "Tables, pictures and summary.yaml: " + results;
  return report;
}

}  // namespace nacre::jobs
