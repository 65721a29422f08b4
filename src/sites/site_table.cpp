#include "sites/site_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/diffraction/layer_spacing.h"
#include "analysis/selection.h"
#include "core/error.h"
#include "learn/table.h"
#include "report/csv.h"
#include "sites/feature_keys.h"

namespace nacre::sites {

namespace {
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr const char* binding_column = "binding_energy_eV";
constexpr const char* intercalation_column = "intercalation";

FrameRow frame_row(const RunFrame& f, const std::vector<Site>& sites, const FeatureSettings& settings) {
  FrameRow out{f.index, f.number, f.row, 0, unknown, unknown, unknown, unknown};
  const LayerSpacing layers = layer_spacing(take_atoms(f.frame->atoms, atoms_of_species(f.frame->atoms, settings.host)),
                                            f.frame->box, settings.bond);
  out.host_sites = layers.sites;
  if (layers.sites > 0) out.d002 = layers.mean, out.d002_deviation = layers.deviation;
  double distance = 0, neighbours = 0, near = 0;
  for (const Site& s : sites) {
    neighbours += s.feature[guests];
    if (s.feature[nearest_guest] < settings.farthest) distance += s.feature[nearest_guest], ++near;
  }
  if (!sites.empty()) out.coordination = neighbours / static_cast<double>(sites.size());
  if (near > 0) out.nearest_guest = distance / near;
  return out;
}

SiteRow guest_row(const InsertionRun& run, std::int64_t guest) {
  SiteRow out;
  out.guest = guest;
  out.row = run.row_of(guest);
  out.number = out.row < 0 ? run.base().start_number : run.number_after(out.row);
  if (out.row >= 0) out.binding = run.rows()[out.row].binding;
  return out;
}

void require_species(const InsertionRun& run, const FeatureSettings& settings) {
  const auto require = [&](const char* key, const std::string& here, const std::string& there) {
    if (here != there)
      throw Error("the run is of another element").file(run.folder()).key(key).value(here).allowed(there);
  };
  require("guest", settings.guest, run.base().species);
  require("host", settings.host, run.base().host);
}
}  // namespace

std::int64_t RunSites::farthest_seen() const {
  std::int64_t most = 0;
  for (const SiteRow& g : guests) most = std::max(most, g.seen - g.number);
  return most;
}

RunSites sites_of_run(const InsertionRun& run, const FeatureSettings& settings, At at, bool every_frame) {
  require_species(run, settings);
  RunSites out;
  run.for_each_frame([&](const RunFrame& f) {
    std::vector<Site> sites = features_of(f.frame->atoms, f.frame->box, settings).sites;
    out.frames.push_back(frame_row(f, sites, settings));
    const std::size_t known = out.guests.size();
    for (std::size_t g = known; g < sites.size(); ++g)
      out.guests.push_back(guest_row(run, static_cast<std::int64_t>(g)));
    for (std::size_t g = at == At::first ? known : 0; g < sites.size(); ++g)
      out.guests[g].site = sites[g], out.guests[g].seen = f.number;
    if (every_frame) out.sites.push_back(std::move(sites));
  });
  return out;
}

void append(SiteTable& table, const std::string& box, const RunSites& run) {
  const int index = static_cast<int>(table.boxes.size());
  table.boxes.push_back(box);
  for (SiteRow row : run.guests) {
    row.box = index, row.place = static_cast<int>(table.rows.size());
    table.rows.push_back(std::move(row));
  }
}

SiteTable read_site_table(const std::string& file, const std::string& label_column, const std::string& group_column) {
  learn::TableColumns columns;
  for (const FeatureColumn& c : feature_columns()) columns.features.push_back(c.name);
  columns.extra = {intercalation_column};
  columns.label = label_column, columns.group = group_column;
  columns.optional = {binding_column};
  if (!label_column.empty()) columns.classes = {"adsorption", "filling", "intercalation"};
  const learn::Table read = learn::read_table(file, columns);
  SiteTable out;
  for (const auto& [key, value] : read.notes)
    if (key == "definition") out.definition = value;
  if (out.definition.empty())
    throw Error("the line `# definition: ...` of `nacre sites features` is missing: what are these features?")
        .file(file)
        .key("definition");
  out.boxes = group_column.empty() ? std::vector<std::string>{file} : read.groups;
  for (int i = 0; i < read.rows(); ++i) {
    SiteRow row;
    row.box = group_column.empty() ? 0 : read.group[i];
    row.guest = row.place = i;
    for (int f = 0; f < feature_count; ++f) row.site.feature[f] = read.columns[f][i];
    const bool inside = read.extra[0][i] != 0;
    row.site.test.enough = row.site.test.flat = row.site.test.parallel = row.site.test.between = inside;
    if (std::isfinite(read.extra[1][i])) row.binding = read.extra[1][i];
    if (!label_column.empty()) row.word = read.classes[read.label[i]];
    out.rows.push_back(std::move(row));
  }
  if (label_column.empty() &&
      std::none_of(out.rows.begin(), out.rows.end(), [](const SiteRow& r) { return r.binding; }))
    throw Error("no row has a binding energy, and no label column is given").file(file).key(binding_column);
  return out;
}

report::Table table_of(const SiteTable& sites, const FeatureSettings& settings) {
  report::Table table{"features.csv", {}, {{"box"}, {"guest"}, {"N"}, {"seen_N"}}, {}};
  add_comments(
      table,
      "sites of insertion runs: a row for each guest, in the order of insertion\n"
      "box: the run; guest: from 0; N: guests when it was in; seen_N: guests in the frame that the features are "
      "of");
  for (const FeatureColumn& c : feature_columns()) add_comments(table, c.name + ": " + c.sentence);
  add_comments(table, "definition: " + definition(settings));
  add_feature_columns(table);
  add_test_columns(table);
  table.columns.push_back({binding_column, "{:.9f}"});
  for (const SiteRow& r : sites.rows) {
    std::vector<report::Cell> row{sites.boxes[r.box], r.guest, r.number, r.seen};
    append_features(row, r.site);
    append_test(row, r.site.test);
    row.push_back(report::finite_cell(r.binding));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace nacre::sites
