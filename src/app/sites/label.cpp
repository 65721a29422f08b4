// nacre sites label
#include <fmt/format.h>

#include <filesystem>

#include "app/sites/options.h"
#include "app/sites/run_report.h"
#include "app/summary.h"
#include "core/error.h"
#include "io/files.h"
#include "sites/feature_keys.h"
#include "sites/teachers.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;

struct LabelCommand {
  std::string input, forest, folder;
  RunOptions run;
  LabelOptions label;
  std::shared_ptr<FeatureArguments> keys = std::make_shared<FeatureArguments>();
};

void put_shares(Summary& summary, const sites::TypeCounts& counts, std::int64_t uncertain, std::int64_t taught) {
  summary.put("sodium", counts[0] + counts[1] + counts[2] + counts[3]);
  summary.put_map("shares", share_map(counts));
  Summary::Map numbers;
  for (int t = 0; t < 3; ++t) numbers.emplace_back(sites::type_names[t], counts[t]);
  summary.put_map("counts", std::move(numbers));
  summary.put("uncertain", uncertain);
  summary.put("taught_the_forest", taught);
}

std::string shares_text(const sites::TypeCounts& counts, std::int64_t uncertain) {
  std::string out;
  for (int t = 0; t < 3; ++t)
    out += fmt::format("{}{} {} ({:.1f} %)", t == 0 ? "" : ", ", sites::type_names[t], counts[t],
                       100 * share_of(counts, static_cast<sites::SiteType>(t)));
  return out + fmt::format("; uncertain {}", uncertain);
}

/// Every frame of a file; counts are of all frames.
void label_structure(const LabelCommand& command, const sites::Labeller& labeller,
                     const sites::FeatureSettings& settings, const std::string& folder, const GlobalOptions& options) {
  std::string table = sites::labels_heading(labeller, sites::definition(settings));
  const std::string path = (fs::path(folder) / "labelled.xyz").string(), part = path + ".part";
  fs::remove(part);
  GrowingFile frames(part);
  sites::TypeCounts counts{};
  std::int64_t uncertain = 0, taught = 0, number = 0;
  ExtxyzReader reader(command.input);
  for (Frame frame; reader.next(frame); ++number) {
    const std::vector<sites::Site> found = sites::features_of(frame.atoms, frame.box, settings).sites;
    std::vector<const sites::Site*> asked;
    asked.reserve(found.size());
    for (const sites::Site& s : found) asked.push_back(&s);
    const std::vector<sites::SiteLabel> labels = labeller.labels(asked, {});
    for (const sites::SiteLabel& l : labels) {
      ++counts[static_cast<int>(l.type)], uncertain += l.uncertain;
      taught += l.source == sites::LabelSource::taught;
    }
    table += sites::label_rows(number, found, labels);
    frames.append(sites::labelled_frame(frame, found, labels));
  }
  if (number == 0) throw Error("the file holds no structure").file(command.input);
  if (counts == sites::TypeCounts{})
    throw Error("no atom of the guest in any frame").file(command.input).key("guest").value(settings.guest);
  write_whole((fs::path(folder) / "labels.csv").string(), table);
  fs::rename(part, path);
  if (!options.quiet && taught > 0) fmt::print("{}", note_text(taught_text(taught, counts)));
  if (!options.quiet)
    fmt::print("{} frame(s): {}\nTable and frames: {}\n", number, shares_text(counts, uncertain), folder);
  Summary summary;
  summary.put("frames", number);
  put_shares(summary, counts, uncertain, taught);
  write_summary_file(summary, options);
}

void label_run(const LabelCommand& command, const sites::Labeller& labeller, const sites::FeatureSettings& settings,
               const std::string& folder, const GlobalOptions& options) {
  std::vector<OpenRun> runs = open_runs({command.input}, command.run, settings, true);
  sites::TypeCounts counts{};
  std::int64_t uncertain = 0, taught = 0;
  std::vector<Summary::Map> stages;
  for (std::size_t k = 0; k < runs.size(); ++k) {
    const std::string own = folder_of_run(folder, k, runs.size());
    sites::mark_teachers(runs[k].sites, *labeller.forest);
    const RunReport report = report_run(runs[k], labeller, settings, command.label.stages, own);
    for (int t = 0; t < sites::type_count; ++t) counts[t] += report.all[t];
    uncertain += report.uncertain, taught += report.taught;
    for (Summary::Map& m : stage_maps(report)) stages.push_back(std::move(m));
    if (options.quiet) continue;
    for (const std::string& n : run_notices(report)) fmt::print("{}", note_text(n));
    fmt::print("{}: {}\n{}Tables and pictures: {}\n", report.name, shares_text(report.all, report.uncertain),
               stage_page(report), own);
  }
  Summary summary;
  summary.put("frames", static_cast<std::int64_t>(runs.front().sites.frames.size()));
  put_shares(summary, counts, uncertain, taught);
  summary.put_maps("stages", std::move(stages));
  write_summary_file(summary, options);
}

void label(const LabelCommand& command, const GlobalOptions& options) {
  apply_global_options(options);
  const OpenForest open = open_forest(command.forest, *command.keys);
  const sites::Labeller labeller{&open.forest, command.label.band, {}};
  const std::string folder = result_folder(command.folder, command.input, "-labels");
  if (is_run(command.input))
    label_run(command, labeller, open.settings, folder, options);
  else
    label_structure(command, labeller, open.settings, folder, options);
}
}  // namespace

void register_sites_label(CLI::App& sites, GlobalOptions& options) {
  auto* command = sites.add_subcommand("label", "Gives each sodium atom of a structure or a run its type");
  const auto arguments = std::make_shared<LabelCommand>();
  command->add_option("input", arguments->input, "Extended XYZ file, or the folder of a finished insertion")
      ->required();
  command->add_option("--forest", arguments->forest, "The forest that nacre sites train wrote")->required();
  command->add_option("-o,--output-dir,--folder", arguments->folder,
                      "Folder for tables, frames and pictures; unless given, the input's stem + -labels");
  arguments->run.add_options(*command);
  arguments->label.add_options(*command);
  FeatureArguments::add_options(*command, arguments->keys);
  add_global_options(command, options, "nacre sites label final.xyz --forest forest.yaml");
  command->callback([arguments, command, &options] {
    if (!is_run(arguments->input))
      refuse_options(*command, {"--at", "--structures", "--stages", "--stage-rows"},
                     "on a file of structures: it is of the folder of an insertion");
    label(*arguments, options);
  });
}

}  // namespace nacre::app
