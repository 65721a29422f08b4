#include "sites/ring_counts.h"

namespace nacre::sites {

RingCounts::RingCounts(const Atoms& hosts, const Box& box, const FeatureSettings& settings)
    : graph_(bond_graph(hosts, box, {{settings.host, settings.host, settings.bond}})),
      rings_(find_rings(graph_, largest_counted_ring, settings.criterion)),
      place_(settings.rings),
      limit_(settings.radius * settings.radius),
      begin_(hosts.size() + 1, 0) {
  const auto for_listed = [&](auto&& body) {
    for (std::int64_t r = 0; r < rings_.rings(); ++r) {
      const int listed = place_ == RingPlace::inside ? 1 : rings_.size(r);
      for (int m = 0; m < listed; ++m) body(graph_.atom[rings_.node[rings_.begin[r] + m]], Membership{r, m});
    }
  };
  for_listed([&](int host, const Membership&) { ++begin_[host + 1]; });
  for (std::size_t i = 0; i < hosts.size(); ++i) begin_[i + 1] += begin_[i];
  membership_.resize(begin_.back());
  std::vector<std::int64_t> next(begin_.begin(), begin_.end() - 1);
  for_listed([&](int host, const Membership& m) { membership_[next[host]++] = m; });
}

/// `origin`: where the graph's origin is when the guest is the origin.
bool RingCounts::is_near(int node, Shift shift, Vec3 origin) const {
  Vec3 r = graph_.position[node] + origin;
  if (shift != 0) r += graph_.translation(shift);
  return dot(r, r) < limit_;
}

bool RingCounts::counts_here(const Membership& m, Vec3 at) const {
  const std::int64_t first = rings_.begin[m.ring], here = first + m.member;
  Vec3 origin = at - graph_.position[rings_.node[here]];
  if (rings_.shift[here] != 0) origin -= graph_.translation(rings_.shift[here]);
  if (place_ == RingPlace::inside) {
    for (std::int64_t k = here + 1; k < rings_.begin[m.ring + 1]; ++k)
      if (!is_near(rings_.node[k], rings_.shift[k], origin)) return false;
    return true;
  }
  for (std::int64_t k = first; k < here; ++k)
    if (is_near(rings_.node[k], rings_.shift[k], origin)) return false;
  return true;
}

void RingCounts::add(int host, Vec3 at, Counts& counts) const {
  for (std::int64_t k = begin_[host]; k < begin_[host + 1]; ++k)
    if (counts_here(membership_[k], at)) ++counts[rings_.size(membership_[k].ring) - smallest_counted_ring];
}

}  // namespace nacre::sites
