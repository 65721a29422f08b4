#include "insert/site_packer.h"

#include <algorithm>
#include <cmath>

namespace nacre::insert {

SitePacker::SitePacker(const ScreeningModel& model, const PreparedStructure& structure)
    : model_(model),
      structure_(structure),
      loops_(structure.loops()),
      radial_(model.view().types),
      angular_(model.view().types),
      sums_(static_cast<std::size_t>(model.sums_reals()) * loops_.lanes),
      sigmoids_(static_cast<std::size_t>(model.sigmoid_reals()) * loops_.lanes),
      energy_(loops_.lanes),
      scratch_(loops_.scratch_reals(model.view(), 1)) {}

void SitePacker::find(int type, Vec3 point, int atom) {
  const PointSearch& bins = structure_.bins();
  hits_.clear();
  const int found = bins.near(point, places_);
  const int self = atom < 0 ? -1 : bins.home(atom);
  for (int h = 0; h < found; ++h) {
    const int place = places_[h], owner = bins.owner(place), other = structure_.type(owner);
    if (place == self) continue;
    const PairZone& zone = model_.zone(other, type);
    const Vec3 d = bins.position(place) - point;
    const double r = norm(d);
    if (r < zone.outer || r < zone.zbl_outer) hits_.push_back({d.x, d.y, d.z, r, owner, other});
  }
  if (atom >= 0) return;
  const PairZone& zone = model_.zone(type, type);
  for (const Vec3& v : bins.lattice_vectors()) {
    const double r = norm(v);
    if (r < zone.outer || r < zone.zbl_outer) hits_.push_back({v.x, v.y, v.z, r, -1, type});
  }
}

void SitePacker::begin(int type) {
  type_ = type;
  for (auto* all : {&radial_, &angular_})
    for (Lanes& l : *all) l.steps = 0;
}

/// Values of one step; a new one starts with neighbours beyond the cutoff in all lanes.
double* SitePacker::step(Lanes& lanes, int index, int reals, double far) {
  const std::size_t size = static_cast<std::size_t>(reals) * loops_.lanes;
  if (index == lanes.steps) {
    ++lanes.steps;
    if (lanes.values.size() < lanes.steps * size) lanes.values.resize(2 * lanes.steps * size);
    std::fill_n(lanes.values.begin() + index * size, size, far);
  }
  return lanes.values.data() + index * size;
}

void SitePacker::add(int lane) {
  const ModelView& m = model_.view();
  const int width = loops_.lanes;
  radial_count_.assign(m.types, 0), angular_count_.assign(m.types, 0);
  for (const Hit& hit : hits_) {
    const double radial = m.radial_cutoff[type_ * m.types + hit.type];
    const double angular = m.angular_cutoff[type_ * m.types + hit.type];
    if (hit.r < radial) step(radial_[hit.type], radial_count_[hit.type]++, 1, 2 * radial)[lane] = hit.r;
    if (!(hit.r < angular)) continue;
    double* to = step(angular_[hit.type], angular_count_[hit.type]++, 4, 2 * angular) + lane;
    to[0] = hit.x, to[width] = hit.y, to[2 * width] = hit.z, to[3 * width] = hit.r;
  }
}

void SitePacker::run() {
  constexpr int most_types = 103;  // types are elements
  int radial_steps[most_types], angular_steps[most_types];
  const double *radial[most_types], *angular[most_types];
  for (int j = 0; j < model_.view().types; ++j) {
    radial_steps[j] = radial_[j].steps, radial[j] = radial_[j].values.data();
    angular_steps[j] = angular_[j].steps, angular[j] = angular_[j].values.data();
  }
  const SiteBlock block{type_,   radial_steps, radial,           angular_steps,
                        angular, sums_.data(), sigmoids_.data(), energy_.data()};
  loops_.sites(model_.view(), block, scratch_.data());
}

void SitePacker::store(int lane, double* sums, double* sigmoids) const {
  for (int i = 0; i < model_.sums_reals(); ++i) sums[i] = sums_[static_cast<std::size_t>(i) * loops_.lanes + lane];
  for (int i = 0; i < model_.sigmoid_reals(); ++i)
    sigmoids[i] = sigmoids_[static_cast<std::size_t>(i) * loops_.lanes + lane];
}

}  // namespace nacre::insert
