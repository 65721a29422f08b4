#include "analysis/rings/rings.h"

#include <algorithm>

#include "device/parallel.h"

namespace nacre {

namespace {
RingShape shape_of(const BondGraph& graph, const RingList& rings, std::int64_t r) {
  const int n = rings.size(r);
  Vec3 point[largest_ring], mean;
  for (int k = 0; k < n; ++k) {
    const std::int64_t m = rings.begin[r] + k;
    point[k] = graph.position[rings.node[m]];
    if (rings.shift[m] != 0) point[k] += graph.translation(rings.shift[m]);
    mean += (1.0 / n) * point[k];
  }
  Mat3 scatter;
  for (int k = 0; k < n; ++k) scatter += outer(point[k] - mean, point[k] - mean);
  return ring_shape(scatter, n);
}

void count_members(RingFrame& frame, int sizes) {
  frame.count.assign(static_cast<std::size_t>(frame.graph.nodes()) * sizes, 0);
  for (std::int64_t r = 0; r < frame.rings.rings(); ++r) {
    const int column = frame.rings.size(r) - smallest_ring;
    for (std::int64_t m = frame.rings.begin[r]; m < frame.rings.begin[r + 1]; ++m)
      ++frame.count[static_cast<std::size_t>(frame.rings.node[m]) * sizes + column];
  }
}
}  // namespace

RingFrame ring_frame(const Atoms& atoms, const Box& box, const RingSettings& settings) {
  RingFrame frame;
  frame.graph = bond_graph(atoms, box, settings.pairs);
  frame.rings = find_rings(frame.graph, settings.max_size, settings.criterion, settings.primitive);
  frame.shape.resize(frame.rings.rings());
  parallel_for(frame.rings.rings(), [&](std::ptrdiff_t r) { frame.shape[r] = shape_of(frame.graph, frame.rings, r); });
  count_members(frame, settings.max_size - 2);
  return frame;
}

Rings::Rings(RingSettings settings) : settings_(std::move(settings)) {
  find_rings(BondGraph(), settings_.max_size, settings_.criterion);  // refuses a wrong size
  size_.resize(settings_.max_size + 1);
}

void Rings::add(RingFrame frame) {
  last_ = std::move(frame);
  add_shapes();
  add_atoms();
  ++frames_;
}

void Rings::add_shapes() {
  for (std::int64_t r = 0; r < last_.rings.rings(); ++r) {
    Size& s = size_[last_.rings.size(r)];
    ++s.rings;
    s.planarity += last_.shape[r].planarity;
    s.roundness += last_.shape[r].roundness;
  }
}

void Rings::add_atoms() {
  const int sizes = settings_.max_size - 2;
  std::string key;
  for (int i = 0; i < last_.graph.nodes(); ++i) {
    if (!last_.graph.counted[i]) continue;
    ++atoms_;
    const std::uint32_t* counts = last_.count.data() + static_cast<std::size_t>(i) * sizes;
    key.assign(reinterpret_cast<const char*>(counts), sizes * sizeof(*counts));
    ++signature_[key];
    for (int k = 0; k < sizes; ++k) size_[k + smallest_ring].atoms += counts[k] > 0 ? 1 : 0;
  }
}

std::int64_t Rings::rings() const {
  std::int64_t sum = 0;
  for (const Size& s : size_) sum += s.rings;
  return sum;
}

std::vector<std::pair<std::string, std::int64_t>> Rings::signatures() const {
  std::vector<std::pair<std::string, std::int64_t>> all;
  std::vector<std::uint32_t> counts(settings_.max_size - 2);
  for (const auto& [key, atoms] : signature_) {
    std::copy_n(key.data(), key.size(), reinterpret_cast<char*>(counts.data()));
    all.emplace_back(ring_signature(counts.data(), settings_.max_size - 2), atoms);
  }
  std::sort(all.begin(), all.end(), [](const auto& p, const auto& q) {
    return p.second != q.second ? p.second > q.second : p.first < q.first;
  });
  return all;
}

std::string ring_signature(const std::uint32_t* counts, int sizes) {
  std::string text;
  for (int k = 0; k < sizes; ++k) {
    const std::string size = std::to_string(k + smallest_ring);
    if (counts[k] > 3) text += (text.empty() ? "" : "-") + size + "x" + std::to_string(counts[k]);
    for (std::uint32_t c = 0; counts[k] <= 3 && c < counts[k]; ++c) text += (text.empty() ? "" : "-") + size;
  }
  return text.empty() ? "none" : text;
}

}  // namespace nacre
