// The table features.csv.
#include <fmt/format.h>

#include "report/csv.h"
#include "sites/feature_keys.h"
#include "sites/features.h"

namespace nacre::sites {

const std::array<FeatureColumn, feature_count>& feature_columns() {
  static const std::array<FeatureColumn, feature_count> columns{{
      {"F1", "F1_guests", "guests within guest_radius"},
      {"F2", "F2_hosts", "host atoms within host_radius"},
      {"F3", "F3_nearest_guest_A", "distance to the nearest guest (Å), at most farthest"},
      {"F4", "F4_nearest_host_A", "distance to the nearest host atom (Å), at most farthest"},
      {"F5", "F5_planes", "networks that have a plane"},
      {"F6", "F6_flatness_A", "largest RMSD of a network from its plane (Å)"},
      {"F7", "F7_plane_distance_A", "smallest distance to a network projected onto its plane (Å)"},
      {"F8", "F8_angle_deg", "angle of two planes (degrees, 0 to 90)"},
      {"F9", "F9_rings_3", "rings of 3 host atoms"},
      {"F10", "F10_rings_4", "rings of 4"},
      {"F11", "F11_rings_5", "rings of 5"},
      {"F12", "F12_rings_6", "rings of 6"},
      {"F13", "F13_rings_7", "rings of 7"},
      {"F14", "F14_rings_8", "rings of 8"},
  }};
  return columns;
}

void add_feature_columns(report::Table& table) {
  for (const FeatureColumn& c : feature_columns()) table.columns.push_back({c.name, "{:.9g}"});
}

void append_features(std::vector<report::Cell>& row, const Site& site) {
  row.insert(row.end(), site.feature.begin(), site.feature.end());
}

void add_test_columns(report::Table& table) {
  for (const char* name : {"enough_networks", "flat", "parallel", "between", "intercalation"})
    table.columns.push_back({name});
}

void append_test(std::vector<report::Cell>& row, const IntercalationTest& t) {
  row.insert(row.end(), {t.enough, t.flat, t.parallel, t.between, t.is_intercalation()});
}

report::Table features_table(const FeatureSettings& settings) {
  report::Table table{"features.csv", {}, {{"frame"}, {"atom"}}, {}};
  add_comments(
      table,
      "site features: a row for each guest; atom: index in the file, from 0\n"
      "F1 to F14: Wang et al., Chem. Sci. 2026, 17, 2547; intercalation = enough_networks and flat and parallel "
      "and between\n"
      "of the two planes compared, the nearer first: rmsd, distance from the guest, border (> 0: the guest "
      "projects into the area; A)\n"
      "keys:");
  for (const FeatureKey& k : feature_keys()) add_comments(table, fmt::format("  {} = {}", k.name, k.print(settings)));
  add_comments(table, "definition: " + definition(settings));
  add_feature_columns(table);
  table.columns.push_back({"networks"});
  add_test_columns(table);
  table.columns.push_back({"opposite"});
  for (const char* name : {"rmsd_1_A", "rmsd_2_A", "distance_1_A", "distance_2_A", "border_1_A", "border_2_A"})
    table.columns.push_back({name, "{:.6f}"});
  return table;
}

namespace {
/// Empty where there is no pair of planes.
void append_pair(std::vector<report::Cell>& row, const IntercalationTest& t) {
  if (!t.has_pair) return row.resize(row.size() + 7);
  row.emplace_back(t.opposite);
  for (const auto& pair : {t.rmsd, t.distance, t.border}) row.insert(row.end(), pair.begin(), pair.end());
}
}  // namespace

void add_rows(report::Table& table, const SiteFeatures& features, std::int64_t frame) {
  for (const Site& site : features.sites) {
    std::vector<report::Cell> row{frame, site.atom};
    append_features(row, site);
    row.emplace_back(site.test.networks);
    append_test(row, site.test);
    append_pair(row, site.test);
    table.rows.push_back(std::move(row));
  }
}

}  // namespace nacre::sites
