#include "sites/features.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/selection.h"
#include "core/error.h"
#include "device/parallel.h"
#include "neighbor/point_search.h"
#include "sites/feature_keys.h"
#include "sites/hull.h"
#include "sites/networks.h"
#include "sites/ring_counts.h"

namespace nacre::sites {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::ptrdiff_t block = 64;  ///< sites that share scratch space

/// Kept from site to site.
struct Scratch {
  std::vector<int> places;
  std::vector<Vec3> point;  ///< the environment, the guest is the origin
  Networks networks;
  std::vector<Plane> planes;
  HullScratch hull;
};

/// What all sites look into.
struct Surroundings {
  const FeatureSettings& settings;
  const std::vector<int>& guest;  ///< [guest] index in Atoms
  const Atoms& hosts;
  const PointSearch &near_hosts, &guests;
  const RingCounts& rings;
};

class Describer {
 public:
  explicit Describer(const Surroundings& s)
      : settings_(s.settings),
        guest_(s.guest),
        hosts_(s.hosts),
        near_hosts_(s.near_hosts),
        guests_(s.guests),
        rings_(s.rings) {}

  SiteFeatures describe() {
    SiteFeatures out;
    out.sites.resize(guest_.size());
    const auto n = static_cast<std::ptrdiff_t>(guest_.size());
    parallel_for((n + block - 1) / block,
                 [&](std::ptrdiff_t b) {
                   Scratch scratch;
                   for (std::ptrdiff_t i = b * block; i < std::min(n, (b + 1) * block); ++i)
                     describe_site(static_cast<int>(i), out.sites[i], scratch);
                 },
                 1);
    look_farther(out);
    return out;
  }

 private:
  /// Inside the cell.
  Vec3 at(int i) const { return guests_.position(guests_.home(i)); }

  void describe_site(int i, Site& site, Scratch& scratch) const {
    site.atom = guest_[i];
    look_at_guests(i, site, scratch);
    look_at_hosts(i, site, scratch);
    look_at_planes(site, scratch);
  }

  void look_at_guests(int i, Site& site, Scratch& scratch) const {
    const int found = guests_.near(at(i), scratch.places);
    double nearest = settings_.farthest * settings_.farthest;
    int count = 0;
    for (int k = 0; k < found; ++k) {
      if (scratch.places[k] == guests_.home(i)) continue;
      const Vec3 d = guests_.position(scratch.places[k]) - at(i);
      count += dot(d, d) < settings_.guest_radius * settings_.guest_radius ? 1 : 0;
      nearest = std::min(nearest, dot(d, d));
    }
    site.feature[guests] = count;
    site.feature[nearest_guest] = std::sqrt(nearest);
  }

  /// F2, F4 (infinite when there is none here), the environment and the rings in it.
  void look_at_hosts(int i, Site& site, Scratch& scratch) const {
    const int found = near_hosts_.near(at(i), scratch.places);
    double nearest = infinity;
    int count = 0;
    RingCounts::Counts rings{};
    scratch.point.clear();
    for (int k = 0; k < found; ++k) {
      const int place = scratch.places[k];
      const Vec3 d = near_hosts_.position(place) - at(i);
      count += dot(d, d) < settings_.host_radius * settings_.host_radius ? 1 : 0;
      nearest = std::min(nearest, dot(d, d));
      if (dot(d, d) >= settings_.radius * settings_.radius) continue;
      scratch.point.push_back(d);
      rings_.add(near_hosts_.owner(place), d, rings);
    }
    site.feature[hosts] = count;
    site.feature[nearest_host] = nearest < infinity ? std::min(std::sqrt(nearest), settings_.farthest) : infinity;
    for (std::size_t k = 0; k < rings.size(); ++k) site.feature[rings_3 + k] = static_cast<double>(rings[k]);
  }

  void look_at_planes(Site& site, Scratch& scratch) const {
    const int networks = fit_planes(scratch);
    site.test = test_intercalation(networks, scratch.planes, settings_);
    double flatness_max = -infinity, distance = infinity;
    for (const Plane& p : scratch.planes) {
      flatness_max = std::max(flatness_max, p.rmsd);
      distance = std::min(distance, distance_to(p));
    }
    const bool some = !scratch.planes.empty();
    site.feature[planes] = static_cast<double>(scratch.planes.size());
    site.feature[flatness] = some ? flatness_max : settings_.no_flatness;
    site.feature[plane_distance] = some ? distance : settings_.no_distance;
    site.feature[plane_angle] = site.test.has_pair ? site.test.angle : settings_.no_angle;
  }

  /// The planes, the nearest first; returns the number of networks that count.
  int fit_planes(Scratch& scratch) const {
    split_networks(scratch.point, settings_.bond, scratch.networks);
    const Networks& networks = scratch.networks;
    scratch.planes.clear();
    int count = 0;
    for (int k = 0; k < networks.count(); ++k) {
      if (networks.atoms(k) < settings_.min_atoms) continue;
      ++count;
      Plane plane = fit_plane(networks.point, networks.begin[k], networks.begin[k + 1]);
      if (settings_.planes == PlaneRule::flat && plane.rmsd >= settings_.flatness) continue;
      measure_area(plane, networks.point, settings_.hull, settings_.alpha, scratch.hull);
      scratch.planes.push_back(plane);
    }
    std::sort(scratch.planes.begin(), scratch.planes.end(), [](const Plane& a, const Plane& b) {
      const double p = std::fabs(a.height), q = std::fabs(b.height);
      return p != q ? p < q : a.rmsd < b.rmsd;
    });
    return count;
  }

  double distance_to(const Plane& plane) const {
    if (settings_.distance == DistanceRule::plane) return std::fabs(plane.height);
    if (settings_.distance == DistanceRule::aside) return plane.beside;
    return std::hypot(plane.height, plane.beside);
  }

  /// F4 of the few sites without a host atom in the first search.
  void look_farther(SiteFeatures& out) const {
    std::vector<int> missing;
    for (std::size_t i = 0; i < out.sites.size(); ++i)
      if (out.sites[i].feature[nearest_host] == infinity) missing.push_back(static_cast<int>(i));
    if (missing.empty()) return;
    const PointSearch far_hosts(hosts_.position, near_hosts_.box(), settings_.farthest);
    parallel_for(
        static_cast<std::ptrdiff_t>(missing.size()),
        [&](std::ptrdiff_t k) {
          std::vector<int> places;
          const int found = far_hosts.near(at(missing[k]), places);
          double nearest = settings_.farthest * settings_.farthest;
          for (int f = 0; f < found; ++f) {
            const Vec3 d = far_hosts.position(places[f]) - at(missing[k]);
            nearest = std::min(nearest, dot(d, d));
          }
          out.sites[missing[k]].feature[nearest_host] = std::sqrt(nearest);
        },
        block);
  }

  const FeatureSettings& settings_;
  const std::vector<int>& guest_;
  const Atoms& hosts_;
  const PointSearch &near_hosts_, &guests_;
  const RingCounts& rings_;
};

std::vector<Vec3> positions_of(const Atoms& atoms, const std::vector<int>& index) {
  std::vector<Vec3> out;
  out.reserve(index.size());
  for (const int i : index) out.push_back(atoms.position[i]);
  return out;
}
}  // namespace

SiteFeatures features_of(const Atoms& atoms, const Box& box, const FeatureSettings& settings) {
  check_features(settings);
  const std::vector<int> guest = atoms_of_species(atoms, settings.guest);
  if (guest.empty()) return {};
  if (atoms_of_species(atoms, settings.host).empty())
    throw Error("no atom of the host").key("host").value(settings.host).allowed("an element of the structure");
  const Atoms hosts = take_atoms(atoms, atoms_of_species(atoms, settings.host));
  const PointSearch near_hosts(hosts.position, box, std::max(settings.radius, settings.host_radius));
  const PointSearch guests(positions_of(atoms, guest), box, std::max(settings.farthest, settings.guest_radius));
  const RingCounts rings(hosts, box, settings);
  return Describer({settings, guest, hosts, near_hosts, guests, rings}).describe();
}

}  // namespace nacre::sites
