#include "jobs/sites/label.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "io/folder_lock.h"
#include "jobs/frame_file.h"
#include "jobs/names.h"
#include "jobs/sites/run_report.h"
#include "jobs/text.h"
#include "report/csv.h"
#include "sites/feature_keys.h"
#include "sites/teachers.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using report::Summary;

/// Atoms of each type; some of them uncertain, some of them teachers of the forest.
struct Counts {
  sites::TypeCounts type{};
  std::int64_t uncertain = 0, taught = 0;

  void add(const sites::SiteLabel& label) {
    ++type[static_cast<int>(label.type)], uncertain += label.uncertain;
    taught += label.source == sites::LabelSource::taught;
  }
  void add(const SiteRunReport& run) {
    for (int t = 0; t < sites::type_count; ++t) type[t] += run.all[t];
    uncertain += run.uncertain, taught += run.taught;
  }
};

void put_shares(Summary& summary, const Counts& counts) {
  summary.put("sodium", counts.type[0] + counts.type[1] + counts.type[2] + counts.type[3]);
  summary.put_map("shares", share_map(counts.type));
  Summary::Map numbers;
  for (int t = 0; t < 3; ++t) numbers.emplace_back(sites::type_names[t], counts.type[t]);
  summary.put_map("counts", std::move(numbers));
  summary.put("uncertain", counts.uncertain);
  summary.put("taught_the_forest", counts.taught);
}

std::string shares_text(const sites::TypeCounts& counts, std::int64_t uncertain) {
  std::string out;
  for (int t = 0; t < 3; ++t)
    out += fmt::format("{}{} {} ({:.1f} %)", t == 0 ? "" : ", ", sites::type_names[t], counts[t],
                       100 * share_of(counts, static_cast<sites::SiteType>(t)));
  return out + fmt::format("; uncertain {}", uncertain);
}

report::Section share_section(const sites::TypeCounts& counts) {
  report::Section section{"sites", "sites by type", "", {}};
  for (int t = 0; t < 3; ++t)
    section.rows.push_back(number_row(fmt::format("{}_percent", sites::type_names[t]),
                                      fmt::format("{} (%)", sites::type_names[t]),
                                      100 * share_of(counts, static_cast<sites::SiteType>(t)), "%", "{:.1f}"));
  return section;
}

/// The labels of a file of structures.
class LabelledFile {
 public:
  LabelledFile(const sites::Labeller& labeller, const sites::FeatureSettings& settings, const std::string& folder)
      : labeller_(labeller),
        settings_(settings),
        folder_(folder),
        table_(sites::labels_table(labeller, sites::definition(settings))),
        frames_((fs::path(folder) / "labelled.xyz").string()) {}

  void add(const Frame& frame) {
    const std::vector<sites::Site> found = sites::features_of(frame.atoms, frame.box, settings_).sites;
    std::vector<const sites::Site*> asked;
    asked.reserve(found.size());
    for (const sites::Site& s : found) asked.push_back(&s);
    const std::vector<sites::SiteLabel> labels = labeller_.labels(asked, {});
    for (const sites::SiteLabel& l : labels) counts_.add(l);
    add_rows(table_, number_++, found, labels);
    frames_.append(sites::labelled_frame(frame, found, labels));
  }
  void finish(Log& log) {
    write_files(folder_, {{"labels.csv", csv_text(table_)}}, log);
    frames_.finish(log);
  }
  std::int64_t frames() const { return number_; }
  const Counts& counts() const { return counts_; }

 private:
  const sites::Labeller& labeller_;
  const sites::FeatureSettings& settings_;
  std::string folder_;
  report::Table table_;
  FrameFile frames_;
  Counts counts_;
  std::int64_t number_ = 0;
};

/// Every frame of a file; counts are of all frames.
report::Report label_structure(const SitesLabel& job, const sites::Labeller& labeller,
                               const sites::FeatureSettings& settings, const std::string& folder,
                               const Surroundings& around) {
  const std::string input = around.path(job.input);
  LabelledFile labelled(labeller, settings, around.path(folder));
  ExtxyzReader reader(input);
  for (Frame frame; reader.next(frame);) labelled.add(frame);
  const Counts& counts = labelled.counts();
  if (labelled.frames() == 0) throw Error("the file holds no structure").file(input);
  if (counts.type == sites::TypeCounts{})
    throw Error("no atom of the guest in any frame").file(input).key("guest").value(settings.guest);
  labelled.finish(around.said());
  report::Report report;
  if (counts.taught > 0) report.words = note_text(taught_text(counts.taught, counts.type));
  report.words += fmt::format("{} frame(s): {}\nTable and frames: {}\n", labelled.frames(),
                              shares_text(counts.type, counts.uncertain), folder);
  report.sections.push_back(share_section(counts.type));
  report.summary.put("frames", labelled.frames());
  put_shares(report.summary, counts);
  return report;
}

report::Report label_run(const SitesLabel& job, const sites::Labeller& labeller, const sites::FeatureSettings& settings,
                         const std::string& folder, const Surroundings& around) {
  std::vector<OpenRun> runs = open_runs({job.input}, job.run_options, settings, true, around);
  report::Report report;
  Counts counts;
  std::vector<Summary::Map> stages;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const std::string own = folder_of_run(folder, k, runs.size(), around);
    sites::mark_teachers(runs[k].sites, *labeller.forest);
    const SiteRunReport found = report_run(runs[k], labeller, settings, job.label.stages, own, around);
    counts.add(found);
    for (Summary::Map& m : stage_maps(found)) stages.push_back(std::move(m));
    for (const std::string& n : run_notices(found)) report.words += note_text(n);
    report.words += fmt::format("{}: {}\n{}Tables and pictures: {}\n", found.name,
                                shares_text(found.all, found.uncertain), stage_page(found), own);
  }
  report.sections.push_back(share_section(counts.type));
  report.summary.put("frames", static_cast<std::int64_t>(runs.front().sites.frames.size()));
  put_shares(report.summary, counts);
  report.summary.put_maps("stages", std::move(stages));
  return report;
}
}  // namespace

void SitesLabel::options(Options& table) {
  table.add_positional("input", input, "Extended XYZ file, or the folder of a finished insertion")
      .require()
      .as(Path::input);
  table.add("forest", forest, "The forest that nacre sites train wrote").require().as(Path::input);
  table
      .add("output-dir", folder,
           "Folder for tables, frames and pictures; unless given, the input's stem + -labels, beside it")
      .shortly("o")
      .also("folder")
      .as(Path::folder);
  run_options.add_to(table, given);
  label.add_to(table, given);
  keys.add_to(table);
}

void SitesLabel::own_files(const Surroundings& around, FileNames& names) const {
  write_run_files(around.path(result_name(folder, input, "-labels", around)), "output-dir", names);
}

report::Report SitesLabel::run(const Surroundings& around) {
  const bool of_run = is_run(around.path(input));
  if (!of_run)
    given.refuse({"at", "structures", "stages", "stage-rows"},
                 "on a file of structures: it is of the folder of an insertion");
  const OpenForest open = open_forest(forest, keys, around);
  const sites::Labeller labeller{&open.forest, label.band, {}};
  const std::string results = result_folder(folder, input, "-labels", around);
  const FolderLock lock(around.path(results), "nacre sites label");
  return of_run ? label_run(*this, labeller, open.settings, results, around)
                : label_structure(*this, labeller, open.settings, results, around);
}

}  // namespace nacre::jobs
