// Every choice that the features of a sodium site depend on, one field a choice. Words, ranges and sentences: the table
// in feature_keys.cpp. What the features are: features.h.
//
// The method is that of Wang et al., Chem. Sci. 2026, 17, 2547 (10.1039/d5sc07068f). What it fixes is the value here:
// environment 5.0 Å, networks of at least 8 C, 0.35 Å, 35 degrees. All else is left open there and a key here.
#pragma once
#include <string>

#include "analysis/rings/ring_search.h"

namespace nacre::sites {

enum class PlaneRule { networks, flat };             ///< which networks have a plane
enum class PairRule { opposite, nearest, largest };  ///< which two planes are compared
enum class HullRule { convex, concave };             ///< what the area of a network is
enum class DistanceRule { region, plane, aside };    ///< what F7 is the distance to
enum class RingPlace { inside, touching };           ///< which rings are in the environment

struct FeatureSettings {
  std::string guest = "Na", host = "C";
  double radius = 5.0;        ///< Å, of the environment: networks and rings
  double guest_radius = 5.0;  ///< Å, of F1
  double host_radius = 5.0;   ///< Å, of F2
  double farthest = 10.0;     ///< Å, F3 and F4 are at most this
  double bond = 1.85;         ///< Å, host atoms nearer than this are bonded
  int min_atoms = 8;          ///< of a network
  PlaneRule planes = PlaneRule::networks;
  double flatness = 0.35;  ///< Å, a network is flat when its RMSD is below
  double angle = 35;       ///< degrees, two planes are parallel when their angle is below
  PairRule pair = PairRule::opposite;
  HullRule hull = HullRule::convex;
  double alpha = 2.0;  ///< Å, radius of the disc of the concave hull
  DistanceRule distance = DistanceRule::region;
  double no_flatness = 0;  ///< Å, F6 without a plane
  double no_distance = 5;  ///< Å, F7 without a plane
  double no_angle = 90;    ///< degrees, F8 with fewer than two planes
  RingPlace rings = RingPlace::inside;
  RingCriterion criterion = RingCriterion::primitive;
};

}  // namespace nacre::sites
