#include "analysis/rings/ring_rdf.h"

#include <algorithm>

#include "analysis/rings/ring_search.h"
#include "core/whole_number.h"

namespace nacre {

std::vector<RingRdf::Size> RingRdf::measure(const Atoms& atoms, const Box& box) const {
  std::vector<Size> sizes(size_.size());
  if (!wanted()) return sizes;
  const BondGraph graph = bond_graph(atoms, box, settings_.bonds);
  const RingList list = find_rings(graph, settings_.max_size, RingCriterion::primitive);
  std::vector<Vec3> member;
  for (std::int64_t ring = 0; ring < list.rings(); ++ring) {
    member.clear();
    for (std::int64_t m = list.begin[ring]; m < list.begin[ring + 1]; ++m)
      member.push_back(graph.position[list.node[m]] + graph.translation(list.shift[m]));
    Size& size = sizes[member.size()];
    size.pairs.resize(settings_.bins, 0);
    ++size.rings;
    for (std::size_t i = 0; i < member.size(); ++i)
      for (std::size_t j = i + 1; j < member.size(); ++j) {
        const double bin = norm(member[j] - member[i]) / width();
        if (bin < settings_.bins) ++size.pairs[within<std::size_t>(bin)];
      }
  }
  return sizes;
}

void RingRdf::add(const std::vector<Size>& frame) {
  for (std::size_t n = 0; n < frame.size(); ++n) {
    size_[n].rings += frame[n].rings;
    size_[n].pairs.resize(std::max(size_[n].pairs.size(), frame[n].pairs.size()), 0);
    for (std::size_t k = 0; k < frame[n].pairs.size(); ++k) size_[n].pairs[k] += frame[n].pairs[k];
  }
}

std::vector<double> RingRdf::density(int n) const {
  std::vector<double> p;
  for (const std::int64_t pairs : size_[n].pairs)
    p.push_back(static_cast<double>(pairs) / (static_cast<double>(size_[n].rings) * width()));
  return p;
}

std::vector<int> RingRdf::sizes() const {
  std::vector<int> found;
  for (int n = 0; n < static_cast<int>(size_.size()); ++n)
    if (size_[n].rings > 0) found.push_back(n);
  return found;
}

}  // namespace nacre
