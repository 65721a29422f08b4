// The fourteen features of a guest atom in a carbon (Wang et al., Chem. Sci. 2026, 17, 2547), and whether it is
// intercalated.
//   F1        guests within guest_radius, periodic images counted, its own too
//   F2        host atoms within host_radius
//   F3, F4    distance to the nearest guest and host atom (Å), at most `farthest`
//   F5        planes: bonded networks of host atoms within `radius`, of at least min_atoms, each with its plane of
//             least squares (networks.h, planes.h)
//   F6        largest RMSD of a network from its plane (Å)
//   F7        smallest distance to a network projected onto its plane (Å)
//   F8        angle of two planes, 0 .. 90 degrees (intercalation.h)
//   F9 .. F14 rings of 3 to 8 host atoms in the environment, rings of the whole structure (ring_counts.h)
// Time and memory are proportional to the number of atoms; the result has the same bits on any number of threads.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"
#include "report/table.h"
#include "sites/intercalation.h"

namespace nacre::sites {

inline constexpr int feature_count = 14;
/// Places in Site::feature.
enum Feature : int {
  guests,
  hosts,
  nearest_guest,
  nearest_host,
  planes,
  flatness,
  plane_distance,
  plane_angle,
  rings_3  ///< and rings of k atoms at rings_3 + k - 3
};
inline constexpr int smallest_counted_ring = 3, largest_counted_ring = 8;

struct FeatureColumn {
  std::string symbol;    ///< "F1"
  std::string name;      ///< column of features.csv: "F1_guests"
  std::string sentence;  ///< with the unit
};
const std::array<FeatureColumn, feature_count>& feature_columns();

struct Site {
  int atom = 0;  ///< index in Atoms
  std::array<double, feature_count> feature{};
  IntercalationTest test;
};

struct SiteFeatures {
  std::vector<Site> sites;  ///< a row for each guest atom, in the order of Atoms
};

/// No guest: no rows. Throws Error(bad_input) with key "host" when there are guests but no host atom.
SiteFeatures features_of(const Atoms& atoms, const Box& box, const FeatureSettings& settings);

/// features.csv without rows: what the columns are, and all keys with their values.
report::Table features_table(const FeatureSettings& settings);
/// Rows: frame, atom, F1 .. F14, the test. Numbers that do not exist are empty.
void add_rows(report::Table& table, const SiteFeatures& features, std::int64_t frame);

/// F1 .. F14, and the conditions of intercalation, in any table of sites.
void add_feature_columns(report::Table& table);
void append_features(std::vector<report::Cell>& row, const Site& site);
void add_test_columns(report::Table& table);
void append_test(std::vector<report::Cell>& row, const IntercalationTest& test);


}  // namespace nacre::sites
