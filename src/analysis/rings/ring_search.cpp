#include "analysis/rings/ring_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "analysis/rings/ring_king.h"
#include "analysis/rings/ring_order.h"
#include "analysis/rings/ring_primitive.h"
#include "core/error.h"
#include "device/parallel.h"
#include "device/progress.h"

namespace nacre {

namespace {
/// Roots of one task. Fixed, so that the order of the rings does not depend on the number of threads.
constexpr int chunk = 4096;

int chunks_of(int nodes) { return (nodes + chunk - 1) / chunk; }

/// Calls body(root, workspace) for every root of every chunk; make(c) gives chunk c its workspace.
template <class Make, class Body>
void for_each_root(int nodes, Make&& make, Body&& body) {
  LoopProgress work("rings", chunks_of(nodes));
  parallel_for(
      chunks_of(nodes),
      [&](std::ptrdiff_t c) {
        auto search = make();
        const int last = std::min<int>(nodes, static_cast<int>(c + 1) * chunk);
        for (int root = static_cast<int>(c) * chunk; root < last; ++root) body(search, root, c);
        work.add();
      },
      1);
}

struct ListSink {
  RingList& list;
  void add(int node, Shift shift) { list.node.push_back(node), list.shift.push_back(shift); }
  void close() { list.close(); }
};

/// The search around one root after the other, in memory that grows when a ball needs more.
class HostSearch {
 public:
  HostSearch(const BondGraph& graph, const std::vector<int>& rank, int max_size)
      : net_(view_of(graph)), rank_(rank.data()), max_size_(max_size) {
    make(RingCapacity{});
  }
  void run(int root, RingList& out) {
    if (later_neighbors(net_, rank_, root) < 2) return;
    const std::size_t rings = out.begin.size(), members = out.node.size();
    ListSink sink{out};
    for (RingFit fit; (fit = search_->run(root, sink)) != RingFit::done;) {
      out.begin.resize(rings), out.node.resize(members), out.shift.resize(members);
      const bool rows = fit == RingFit::more_rows;
      make({capacity_.nodes * (rows ? 1 : 2), capacity_.row_bytes * (rows ? 4 : 2)});
    }
  }

 private:
  void make(RingCapacity capacity) {
    capacity_ = capacity;
    memory_.assign(RingWorkspace<1>::bytes(capacity), 0);
    RingCarver<1> carver(memory_.data(), 0);
    search_ = std::make_unique<PrimitiveSearch<1>>(net_, rank_, max_size_, RingWorkspace<1>(carver, capacity));
  }
  NetView net_;
  const int* rank_;
  int max_size_;
  RingCapacity capacity_;
  std::vector<char> memory_;
  std::unique_ptr<PrimitiveSearch<1>> search_;
};

RingList joined(std::vector<RingList>& parts) {
  std::vector<std::int64_t> rings{0}, members{0};
  for (const RingList& p : parts) {
    rings.push_back(rings.back() + p.rings());
    members.push_back(members.back() + p.begin.back());
  }
  RingList all;
  all.begin.resize(rings.back() + 1), all.node.resize(members.back()), all.shift.resize(members.back());
  parallel_for(
      static_cast<std::ptrdiff_t>(parts.size()),
      [&](std::ptrdiff_t c) {
        for (std::int64_t r = 1; r <= parts[c].rings(); ++r) all.begin[rings[c] + r] = members[c] + parts[c].begin[r];
        std::copy(parts[c].node.begin(), parts[c].node.end(), all.node.begin() + members[c]);
        std::copy(parts[c].shift.begin(), parts[c].shift.end(), all.shift.begin() + members[c]);
        parts[c] = RingList();
      },
      1);
  return all;
}

void check(const BondGraph& graph, int max_size) {
  if (max_size < smallest_ring || max_size > largest_ring)
    throw Error("out of range")
        .key("max-size")
        .value(std::to_string(max_size))
        .allowed(fmt::format("{} .. {}", smallest_ring, largest_ring));
  if (graph.largest_step * (max_size / 2 + 1) > largest_shift)
    throw Error("the cell is too thin for this cutoff and size: half a ring crosses it more than 500 times")
        .key("max-size")
        .value(std::to_string(max_size));
}
}  // namespace

RingCriterion parse_ring_criterion(const std::string& word) {
  const std::vector<std::string> known{"primitive", "king", "guttman"};
  const auto at = std::find(known.begin(), known.end(), word);
  if (at == known.end())
    throw Error("unknown criterion")
        .key("criterion")
        .value(word)
        .allowed("primitive | king | guttman")
        .nearest(nearest_word(word, known));
  return static_cast<RingCriterion>(at - known.begin());
}

std::string to_text(RingCriterion criterion) {
  return criterion == RingCriterion::primitive ? "primitive" : criterion == RingCriterion::king ? "king" : "guttman";
}

RingList primitive_rings_on_cpu(const BondGraph& graph, const std::vector<int>& rank, int max_size) {
  std::vector<RingList> parts(chunks_of(graph.nodes()));
  for_each_root(
      graph.nodes(), [&] { return HostSearch(graph, rank, max_size); },
      [&](HostSearch& search, int root, std::ptrdiff_t c) { search.run(root, parts[c]); });
  return joined(parts);
}

RingList find_rings(const BondGraph& graph, int max_size, RingCriterion criterion, PrimitiveRings primitive) {
  check(graph, max_size);
  if (criterion == RingCriterion::primitive) return primitive(graph, ring_order(graph), max_size);
  std::vector<RingList> parts(chunks_of(graph.nodes()));
  RingTables tables(graph);
  const auto make = [&] { return KingSearch(graph, tables, max_size, criterion); };
  for_each_root(graph.nodes(), make, [](KingSearch& search, int root, std::ptrdiff_t) { search.measure(root); });
  for_each_root(graph.nodes(), make,
                [&](KingSearch& search, int root, std::ptrdiff_t c) { search.run(root, parts[c]); });
  return joined(parts);
}

}  // namespace nacre
