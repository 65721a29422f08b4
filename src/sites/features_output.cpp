// The table features.csv.
#include <fmt/format.h>

#include <iterator>

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

std::string features_heading(const FeatureSettings& settings) {
  std::string out =
      "# site features: a row for each guest; atom: index in the file, from 0\n"
      "# F1 to F14: Wang et al., Chem. Sci. 2026, 17, 2547; intercalation = enough_networks and flat and parallel and "
      "between\n"
      "# of the two planes compared, the nearer first: rmsd, distance from the guest, border (> 0: the guest projects "
      "into the area; A)\n"
      "# keys:\n";
  for (const FeatureKey& k : feature_keys()) out += fmt::format("#   {} = {}\n", k.name, k.print(settings));
  out += "# definition: " + definition(settings) + "\nframe,atom";
  for (const FeatureColumn& c : feature_columns()) out += "," + c.name;
  return out +
         ",networks,enough_networks,flat,parallel,between,intercalation,opposite,rmsd_1_A,rmsd_2_A,distance_1_A,"
         "distance_2_A,border_1_A,border_2_A\n";
}

namespace {
void append_test(std::string& out, const IntercalationTest& t) {
  fmt::format_to(std::back_inserter(out), ",{},{:d},{:d},{:d},{:d},{:d}", t.networks, t.enough, t.flat, t.parallel,
                 t.between, t.is_intercalation());
  if (!t.has_pair) {
    out += ",,,,,,,\n";
    return;
  }
  fmt::format_to(std::back_inserter(out), ",{:d}", t.opposite);
  for (const auto& pair : {t.rmsd, t.distance, t.border})
    for (const double v : pair) fmt::format_to(std::back_inserter(out), ",{:.6f}", v);
  out += "\n";
}
}  // namespace

std::string feature_rows(const SiteFeatures& features, std::int64_t frame) {
  std::string out;
  for (const Site& site : features.sites) {
    fmt::format_to(std::back_inserter(out), "{},{}", frame, site.atom);
    for (const double v : site.feature) fmt::format_to(std::back_inserter(out), ",{:.9g}", v);
    append_test(out, site.test);
  }
  return out;
}

}  // namespace nacre::sites
