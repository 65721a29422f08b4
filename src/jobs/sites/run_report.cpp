#include "jobs/sites/run_report.h"

#include <fmt/format.h>

#include <filesystem>

#include "jobs/frame_file.h"
#include "jobs/names.h"
#include "report/csv.h"
#include "sites/feature_keys.h"
#include "sites/profile_plot.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using sites::SiteType;

/// A frame, each guest with its type.
ShownStructure shown_frame(const Frame& frame, const std::vector<sites::Site>& sites,
                           const std::vector<sites::SiteLabel>& labels) {
  ShownStructure out{frame.atoms.clone(), frame.box, std::vector<int>(frame.atoms.size(), 0)};
  for (std::size_t i = 0; i < sites.size(); ++i) out.site[sites[i].atom] = static_cast<int>(labels[i].type) + 1;
  return out;
}

/// Frame by frame under another name, then renamed: a trajectory may be larger than memory. `last`: the last frame.
void write_labelled(const OpenRun& run, const sites::RunLabels& labels, const std::string& path, Log& log,
                    ShownStructure& last) {
  FrameFile out(path);
  const auto end = static_cast<std::int64_t>(run.sites.sites.size()) - 1;
  run.run.for_each_frame([&](const sites::RunFrame& f) {
    if (f.index == end) last = shown_frame(*f.frame, run.sites.sites[f.index], labels.frames[f.index]);
    out.append(sites::labelled_frame(*f.frame, run.sites.sites[f.index], labels.frames[f.index]));
  });
  out.finish(log);
}

report::Table labels_table(const OpenRun& run, const sites::RunLabels& labels, const sites::Labeller& labeller,
                           const std::string& definition) {
  report::Table table = sites::labels_table(labeller, definition);
  for (std::size_t k = 0; k < run.sites.sites.size(); ++k)
    add_rows(table, static_cast<std::int64_t>(k), run.sites.sites[k], labels.frames[k]);
  return table;
}

void count(SiteRunReport& out, const OpenRun& run, const sites::RunLabels& labels) {
  out.all = sites::count_types(labels.guests);
  for (std::size_t g = 0; g < labels.guests.size(); ++g) {
    out.uncertain += labels.guests[g].uncertain;
    out.taught += run.sites.guests[g].taught;
    if (run.sites.guests[g].number <= out.stages.number_at_zero) ++out.at_zero[static_cast<int>(labels.guests[g].type)];
  }
}

double percent(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(all);
}
}  // namespace

SiteRunReport report_run(const OpenRun& run, const sites::Labeller& labeller, const sites::FeatureSettings& settings,
                         const sites::StageSettings& stages, const std::string& folder, const Surroundings& around,
                         const std::vector<double>& out_of_bag) {
  const sites::RunLabels labels = sites::label_run(run.sites, labeller, out_of_bag);
  const std::string definition = sites::definition(settings);
  const std::string path = around.path(folder);
  SiteRunReport out;
  out.name = run.name, out.folder = folder;
  out.stages = sites::find_stages(run.run, stages);
  out.shares = sites::share_stages(run.sites.guests, labels.guests, out.stages);
  out.seen_after = run.sites.farthest_seen();
  count(out, run, labels);
  const insert::LedgerBase& base = run.run.base();
  out.capacity_at_zero = insert::capacity_mAh_g(static_cast<double>(out.stages.number_at_zero), base);
  out.first_voltage = run.run.rows().front().voltage;
  write_files(path,
              {{"guests.csv", csv_text(sites::guests_table(run.run, run.sites, labels, labeller, definition))},
               {"labels.csv", csv_text(labels_table(run, labels, labeller, definition))},
               {"run.csv", csv_text(sites::run_table(run.run, run.sites, labels, settings))},
               {"stages.csv", csv_text(sites::stages_table(run.run, out.stages, out.shares))},
               {"profile.svg", sites::profile_plot(run.run, run.sites.guests, labels.guests, out.stages)},
               {"structure.svg", sites::structure_plot(run.run, run.sites, out.stages)}},
              around.said());
  write_labelled(run, labels, (fs::path(path) / "labelled.xyz").string(), around.said(), out.last);
  write_files(path, {{"sites.svg", structure_svg(out.last)}}, around.said());
  return out;
}

const std::vector<std::string>& run_file_names() {
  static const std::vector<std::string> names{"guests.csv",   "labels.csv",  "run.csv",       "stages.csv",
                                              "labelled.xyz", "profile.svg", "structure.svg", "sites.svg"};
  return names;
}

void write_run_files(const std::string& folder, const std::string& option, FileNames& names) {
  write_into(folder, run_file_names(), option, names);
  for (const std::string& name : run_file_names()) write_into(folder, {"run-*/" + name}, option, names);
}

bool has_shares(const sites::TypeCounts& counts) { return counts[static_cast<int>(SiteType::unknown)] == 0; }

double share_of(const sites::TypeCounts& counts, SiteType type) {
  const std::int64_t known = counts[0] + counts[1] + counts[2];
  return known == 0 ? 0 : static_cast<double>(counts[static_cast<int>(type)]) / static_cast<double>(known);
}

report::Summary::Map share_map(const sites::TypeCounts& counts) {
  return {{"adsorption", share_of(counts, SiteType::adsorption)},
          {"intercalation", share_of(counts, SiteType::intercalation)},
          {"filling", share_of(counts, SiteType::filling)}};
}

std::string stage_page(const SiteRunReport& r) {
  std::string out = fmt::format("{:3}{:34}{:>12}{:>9}", "", "stage", "N", "mean V");
  for (int t = 0; t < 3; ++t) out += fmt::format("{:>22}", sites::type_names[t]);
  out += "\n";
  for (std::size_t s = 0; s < r.stages.list.size(); ++s) {
    const sites::VoltageStage& stage = r.stages.list[s];
    out += fmt::format("{:<3}{:34}{:>12}{:9.3f}", s + 1, stage.name, fmt::format("{} - {}", stage.begin, stage.end),
                       stage.mean_voltage);
    for (int t = 0; t < 3; ++t)
      out += fmt::format("{:>22}", fmt::format("{} ({:.1f} %, {:.1f} %)", r.shares.count[s][t],
                                               percent(r.shares.count[s][t], r.shares.at(s)),
                                               percent(r.shares.count[s][t], r.shares.total[t])));
    out += "\n";
  }
  return out + "   each type: atoms (share of the stage's atoms, share of all atoms of the type)\n";
}

std::string taught_text(std::int64_t taught, const sites::TypeCounts& counts) {
  return fmt::format(
      "{} of {} atoms taught this forest, which has their answers by heart: their types are no test of it", taught,
      counts[0] + counts[1] + counts[2] + counts[3]);
}

std::vector<std::string> run_notices(const SiteRunReport& r) {
  std::vector<std::string> out;
  if (r.seen_after > 0)
    out.push_back(
        fmt::format("{}: an atom's features are those of a frame with up to {} atoms more; structures.every: 1 "
                    "in insert.yaml shows each in its own row",
                    r.name, r.seen_after));
  if (r.taught > 0) out.push_back(r.name + ": " + taught_text(r.taught, r.all));
  if (!r.stages.reaches_zero)
    out.push_back(fmt::format("{}: the run ends above 0 V: its shares at the end are not those at 0 V", r.name));
  if (r.all[static_cast<int>(SiteType::unknown)] > 0)
    out.push_back(fmt::format("{}: {} atoms have no binding energy and no type", r.name,
                              r.all[static_cast<int>(SiteType::unknown)]));
  return out;
}

std::vector<report::Summary::Map> stage_maps(const SiteRunReport& r) {
  std::vector<report::Summary::Map> out;
  for (std::size_t s = 0; s < r.stages.list.size(); ++s) {
    const sites::VoltageStage& stage = r.stages.list[s];
    report::Summary::Map map{{"name", stage.name},
                             {"N_begin", stage.begin},
                             {"N_end", stage.end},
                             {"mean_voltage_V", stage.mean_voltage},
                             {"slope_V", stage.slope}};
    for (int t = 0; t < 3; ++t) map.emplace_back(sites::type_names[t], r.shares.count[s][t]);
    out.push_back(std::move(map));
  }
  return out;
}

}  // namespace nacre::jobs
